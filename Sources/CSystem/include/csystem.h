#ifndef CSYSTEM_H
#define CSYSTEM_H

/// Exchanges two paths in one step (Linux `renameat2` with `RENAME_EXCHANGE`).
/// Returns 0, or the value of `errno`; `ENOSYS` where the kernel or file system has no exchange.
int csystem_exchange_paths(const char *first, const char *second);

/// From now on SIGINT and SIGTERM are only noted, and a closed pipe is an error of `write`.
/// A second SIGINT or SIGTERM ends the process at once.
void csystem_note_interrupts(void);

/// The signal that was noted, or 0.
int csystem_noted_interrupt(void);

/// Sends this process a signal; with SIGKILL it ends as in a power failure: nothing is flushed, no
/// handler runs.
void csystem_signal_self(int signal);

/// From now on freed memory is kept for this process's next use rather than given back at once.
void csystem_keep_memory(void);

#endif

#ifndef CSYSTEM_H
#define CSYSTEM_H

/// Exchanges two paths in one step (Linux `renameat2` with `RENAME_EXCHANGE`).
/// Returns 0, or the value of `errno`; `ENOSYS` where the kernel or file system has no exchange.
int csystem_exchange_paths(const char *first, const char *second);

#endif

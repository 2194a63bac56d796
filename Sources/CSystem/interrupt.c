#define _GNU_SOURCE
#include "csystem.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static atomic_int noted = 0;

static void note(int signal) {
  if (atomic_exchange(&noted, signal) != 0) _exit(128 + signal);
}

void csystem_note_interrupts(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  // Whoever started this process may have done so from a thread that heeds no signals.
  sigset_t heeded;
  sigemptyset(&heeded);
  sigaddset(&heeded, SIGINT);
  sigaddset(&heeded, SIGTERM);
  pthread_sigmask(SIG_UNBLOCK, &heeded, NULL);
}

int csystem_noted_interrupt(void) { return atomic_load(&noted); }

void csystem_signal_self(int signal) { kill(getpid(), signal); }

#define _GNU_SOURCE
#include "csystem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

int csystem_exchange_paths(const char *first, const char *second) {
#ifdef RENAME_EXCHANGE
  if (renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0) return 0;
  return errno;
#else
  (void)first;
  (void)second;
  return ENOSYS;
#endif
}

#include "csystem.h"

#if defined(__GLIBC__) || defined(__linux__)
#include <features.h>
#endif

#ifdef __GLIBC__
#include <malloc.h>
#endif

void csystem_keep_memory(void) {
#ifdef __GLIBC__
  // The columns of a bucket come and go by the thousand; giving each back to the kernel and taking
  // it again cost a twentieth of a run in page faults. 32 MiB is the most that glibc takes here.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

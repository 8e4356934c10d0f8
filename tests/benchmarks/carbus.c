/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* With the shim of the tests, for LD_PRELOAD: the program sees a Robot HAT that
 * costs no time, and each transfer is written to the file CAR_BUS_LOG with the
 * time of its end. */
#include <fcntl.h>

#include "picarxshim.h"

__attribute__((constructor))
     static void start_log (void)
{
  const gchar *path = g_getenv ("CAR_BUS_LOG");

  if (path != NULL)
    shim_log_to (open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600),
        TRUE);
}

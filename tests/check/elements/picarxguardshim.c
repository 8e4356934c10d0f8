/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Makes a picarx-guard that is linked with it see a bus that fails until the
 * second reset, and write what it does to the file PICARX_SHIM_LOG. */
#include <errno.h>
#include <fcntl.h>

#include "picarxshim.h"

__attribute__((constructor))
     static void break_bus (void)
{
  gint log = open (g_getenv ("PICARX_SHIM_LOG"), O_WRONLY | O_CLOEXEC);

  shim.write = EREMOTEIO;
  shim.failures = -1;
  shim.cure = 2;
  shim_adopt (3, 4);
  shim_log_to (log, FALSE);
}

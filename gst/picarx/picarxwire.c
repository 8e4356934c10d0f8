/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* For SCHED_RESET_ON_FORK. */
#define _GNU_SOURCE
#include "picarxwire.h"

#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

gboolean
picarx_wire_write (gint fd, guint8 number, guint16 value)
{
  /* SMBus sends words low byte first, the controller wants the high one. */
  union i2c_smbus_data data = {.word = GUINT16_SWAP_LE_BE (value) };
  struct i2c_smbus_ioctl_data transfer = { I2C_SMBUS_WRITE, number,
    I2C_SMBUS_WORD_DATA, &data
  };

  return ioctl (fd, I2C_SMBUS, &transfer) == 0;
}

gboolean
picarx_wire_trace (gint fd, const gchar * what)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree gchar *line =
      g_strdup_printf ("%" G_GINT64_FORMAT ".%06d %s\n", now / G_USEC_PER_SEC,
      (gint) (now % G_USEC_PER_SEC), what);

  return write (fd, line, strlen (line)) == (gssize) strlen (line);
}

gboolean
picarx_wire_hurry (void)
{
  struct sched_param parameters = {.sched_priority = 1 };

  /* 0 = the calling thread */
  return sched_setscheduler (0, SCHED_RR | SCHED_RESET_ON_FORK,
      &parameters) == 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* open(), flock(), ioctl(), read() and close() of /dev/i2c-* and
 * /dev/gpiochip* as a Raspberry Pi with a Robot HAT answers them, in front of
 * the C library's: what the kernel would have been given is written down. For a
 * program that stands before every library in the order in which symbols are
 * looked up. */

typedef struct
{
  gint open_i2c;                /* errno for each step, 0 = it works */
  gint open_chip;
  gint taken;                   /* the lock of the bus */
  gint slave;
  gint request;
  gboolean not_i2c;             /* the device is something else */
  gulong functions;             /* of the bus; 0 = a usual one's */
  guint address;                /* where somebody answers, 0 = nowhere */
  const gchar *consumer;        /* who has the lines, if request fails */
  gint write;                   /* errno of register writes ... */
  gint failures;                /* ... for the next so many, -1 = for ever, ... */
  guint after;                  /* ... but for so many before them; ... */
  guint cure;                   /* ... the so many-th reset ends that, 0 = none */
  gint read;                    /* errno of reads, once somebody answered */
  gint set;                     /* errno of setting lines 23 and 24 */
  guint battery;                /* as its converter says, 0 = 7.4 V */
  guint grayscale[3];           /* of channel A0, A1, A2 */
  guint64 echo;                 /* of the sensor, nanoseconds, 0 = none */
  guint delay;                  /* milliseconds that each transfer takes */
  gboolean hang;                /* they do not end before shim_release() */
} Shim;

/* Change it with the lock held or before there is a thread. */
extern Shim shim;
void    shim_lock    (void);
void    shim_unlock  (void);
/* Lets what hangs go on. */
void    shim_release (void);
/* Waits until a transfer hangs. */
void    shim_wait_hanging (void);
/* What was done: "open i2c; I2C 14 2D 0B FF; GPIO 23 1; close i2c". */
gchar * shim_log     (void);
guint   shim_n_open  (void);
/* The bus and the chip are already open as these. */
void    shim_adopt   (gint i2c, gint chip);
/* What is done is written to this, a line each, and is not in shim_log().
 * stamped: after seconds of the monotonic clock. */
void    shim_log_to  (gint fd, gboolean stamped);

G_END_DECLS

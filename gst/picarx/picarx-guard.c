/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* picarx-guard i2c|trace ADDRESS TIMEOUT PARENT: started by picarxsink, with a
 * socket to it as standard input, the car as descriptor 3 and the chip of its
 * reset line as 4. Stops the car when picarxsink goes without a goodbye, by
 * whatever signal, and when its wheels turn and nothing is heard of it for
 * TIMEOUT milliseconds. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "picarxgpio.h"
#include "picarxguard.h"
#include "picarxmath.h"

#define SOCKET 0
#define DEVICE 3
#define CHIP 4

/* A transfer is tried so often, a millisecond apart. */
#define TRIES 5
#define RETRY_DELAY 1
/* If it still fails: reset the controller, which then needs its time, and try
 * again; for so long; milliseconds. */
#define RESET_TIME 10
#define BOOT_TIME 300
#define BOOT_STEP 10
#define PATIENCE 10000

typedef struct
{
  gboolean trace;
  guint address;
  guint timeout;                /* milliseconds, 0 = never */
  gint parent;                  /* readable when picarxsink's process ends */

  gboolean goodbye;
  gboolean gone;
  gboolean moves;
  gint64 heard;
} Guard;

static void
pass_time (guint milliseconds)
{
  poll (NULL, 0, (gint) milliseconds);
}

static void
listen_to_parent (Guard * self)
{
  static const gchar here = PICARX_GUARD_HERE;
  gchar words[64];
  gssize n;

  while ((n = recv (SOCKET, words, sizeof words, MSG_DONTWAIT)) > 0) {
    self->heard = g_get_monotonic_time ();
    for (gssize i = 0; i < n; i++) {
      if (words[i] == PICARX_GUARD_GOODBYE)
        self->goodbye = TRUE;
      else
        self->moves = words[i] == PICARX_GUARD_MOVES;
    }
    send (SOCKET, &here, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  self->gone = n == 0 || (errno != EAGAIN && errno != EINTR);
}

static gboolean
write_register (const Guard * self, guint8 number, guint16 value)
{
  if (!self->trace)
    return picarx_wire_write (DEVICE, number, value);

  g_autofree gchar *line = g_strdup_printf ("I2C %02X %02X %02X %02X",
      self->address, number, value >> 8, value & 0xff);
  return picarx_wire_trace (DEVICE, line);
}

static gboolean
write_one (Guard * self, const PicarxWrite * write)
{
  if (write->kind == PICARX_WRITE_PAUSE) {
    pass_time (write->value);
    return TRUE;
  }
  for (guint i = 0; i < TRIES; i++) {
    /* It must not take us for dead while the bus is slow. */
    listen_to_parent (self);
    if (write_register (self, write->target, write->value))
      return TRUE;
    pass_time (RETRY_DELAY);
  }
  return FALSE;
}

/* All of them, whatever becomes of each. */
static gboolean
write_stop (Guard * self)
{
  PicarxWrites writes = { 0 };
  gboolean good = TRUE;

  picarx_add_stop (&writes);
  for (guint i = 0; i < writes.n; i++)
    good &= write_one (self, &writes.item[i]);
  return good;
}

/* Requested lines start low, which holds the controller. */
static void
reset (const Guard * self)
{
  static const guint8 lines[] = { PICARX_LINE_RESET };
  gint line = self->trace ? -1 : picarx_gpio_request (CHIP, lines, 1, NULL);

  pass_time (RESET_TIME);
  if (line < 0)
    return;
  picarx_gpio_set (line, 0, TRUE, NULL);
  close (line);
}

static gboolean
is_before (gint64 start, guint milliseconds)
{
  return g_get_monotonic_time ()
      < start + milliseconds * G_GINT64_CONSTANT (1000);
}

static void
stop_car (Guard * self)
{
  static const gchar words[] = { PICARX_GUARD_RESET, PICARX_GUARD_STANDS };
  gint64 start = g_get_monotonic_time ();

  self->moves = FALSE;
  gboolean good = write_stop (self);
  gboolean fresh = !good;

  while (!good && is_before (start, PATIENCE)) {
    gint64 booting = g_get_monotonic_time ();

    reset (self);
    for (;;) {
      good = write_stop (self);
      if (good || !is_before (booting, BOOT_TIME))
        break;
      pass_time (BOOT_STEP);
    }
  }
  send (SOCKET, fresh ? words : words + 1, fresh ? 2 : 1,
      MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
keep_watch (Guard * self)
{
  struct pollfd fds[] = { {SOCKET, POLLIN, 0}, {self->parent, POLLIN, 0} };

  while (!self->goodbye && !self->gone) {
    gint64 left = self->heard + self->timeout * G_GINT64_CONSTANT (1000)
        - g_get_monotonic_time ();
    gboolean timed = self->moves && self->timeout > 0;

    if (timed && left <= 0) {
      stop_car (self);
      continue;
    }
    poll (fds, G_N_ELEMENTS (fds), timed ? (gint) ((left + 999) / 1000) : -1);
    listen_to_parent (self);
    /* Who copied the other end of the socket keeps it open for longer. */
    if (fds[1].revents != 0)
      self->gone = TRUE;
  }
  if (!self->goodbye)
    stop_car (self);
}

static void
ignore_signals (void)
{
  static const gint signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE,
    SIGTSTP
  };

  /* Ends when picarxsink does, not when somebody ends them both. */
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    signal (signals[i], SIG_IGN);
}

gint
main (gint argc, gchar ** argv)
{
  Guard self = { 0 };
  gchar word = PICARX_GUARD_READY;

  ignore_signals ();
  picarx_wire_hurry ();
  if (argc != 5) {
    fputs ("picarx-guard is started by picarxsink, to stop the car when it is "
        "killed.\n", stderr);
    return 2;
  }
  gint parent = (gint) strtol (argv[4], NULL, 10);
  self.trace = strcmp (argv[1], "trace") == 0;
  self.address = (guint) strtoul (argv[2], NULL, 10);
  self.timeout = (guint) strtoul (argv[3], NULL, 10);
  self.heard = g_get_monotonic_time ();
  /* Not there before Linux 5.3; then the socket has to tell. */
  self.parent = (gint) syscall (SYS_pidfd_open, parent, 0);
  self.gone = getppid () != parent;
  if (!self.gone && send (SOCKET, &word, 1, MSG_NOSIGNAL) != 1)
    return 1;
  keep_watch (&self);
  return 0;
}

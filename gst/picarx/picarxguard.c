/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "picarxguard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edgeerror.h"

/* How long the guard may take to come and to go, in milliseconds. */
#define PATIENCE 2000

struct _PicarxGuard
{
  GPid pid;
  gint socket;
};

/* In the child: away from the terminal, whose Ctrl-C and Ctrl-Z are not for
 * it. */
static void
leave_terminal (gpointer data)
{
  setsid ();
}

static gboolean
spawn (PicarxGuard * self, const gchar * program, gint their_end,
    const PicarxWires * wires, guint timeout, GError ** error)
{
  g_autofree gchar *address = g_strdup_printf ("%u", wires->address);
  g_autofree gchar *beat = g_strdup_printf ("%u", timeout);
  g_autofree gchar *parent = g_strdup_printf ("%d", getpid ());
  const gchar *argv[] = { program, wires->trace ? "trace" : "i2c", address,
    beat, parent, NULL
  };
  const gint from[] = { wires->device, wires->chip };
  const gint to[] = { 3, 4 };

  return g_spawn_async_with_pipes_and_fds (NULL, argv, NULL,
      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, leave_terminal,
      NULL, their_end, -1, -1, from, to, wires->chip >= 0 ? 2 : 1, &self->pid,
      NULL, NULL, NULL, error);
}

/* FALSE: it is gone or, with EAGAIN, late. */
static gboolean
wait_word (PicarxGuard * self, gchar * word)
{
  struct pollfd fd = { self->socket, POLLIN, 0 };
  gint64 end = g_get_monotonic_time () + PATIENCE * G_GINT64_CONSTANT (1000);

  for (;;) {
    gint64 left = (end - g_get_monotonic_time ()) / 1000;
    gssize n;

    errno = 0;
    n = recv (self->socket, word, 1, MSG_DONTWAIT);
    if (n >= 0)
      return n == 1;
    if ((errno != EAGAIN && errno != EINTR) || left <= 0)
      return FALSE;
    poll (&fd, 1, (gint) left);
  }
}

PicarxGuard *
picarx_guard_start (const PicarxWires * wires, guint timeout, GError ** error)
{
  const gchar *program = g_getenv (PICARX_GUARD_VARIABLE);
  g_autoptr (GError) local = NULL;
  gint sockets[2];
  gchar word;

  if (program == NULL || program[0] == '\0')
    program = PICARX_GUARD_PROGRAM;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    edge_set_error (error, EDGE_ERROR_FAILED, "The guard of the car could not "
        "be started: nobody stops the car if this program is killed.",
        "socketpair: %s", g_strerror (errno));
    return NULL;
  }

  PicarxGuard *self = g_new0 (PicarxGuard, 1);
  self->socket = sockets[0];
  gboolean spawned = spawn (self, program, sockets[1], wires, timeout, &local);
  close (sockets[1]);
  if (spawned && wait_word (self, &word) && word == PICARX_GUARD_READY)
    return self;
  edge_set_error (error, EDGE_ERROR_NOT_FOUND, "The guard of the car could not "
      "be started: nobody stops the car if this program is killed.", "%s: %s",
      program, local != NULL ? local->message : "it does not answer");
  if (spawned) {
    picarx_guard_end (self, TRUE);
  } else {
    close (self->socket);
    g_free (self);
  }
  return NULL;
}

gboolean
picarx_guard_tell (PicarxGuard * self, gboolean moves)
{
  gchar word = moves ? PICARX_GUARD_MOVES : PICARX_GUARD_STANDS;

  /* A socket that is full belongs to a guard that stands still: the next beat
   * is for that one too. */
  return send (self->socket, &word, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1
      || errno == EAGAIN || errno == EINTR;
}

gboolean
picarx_guard_stopped (PicarxGuard * self, gboolean * reset)
{
  gboolean stopped = FALSE;
  gchar word;

  while (recv (self->socket, &word, 1, MSG_DONTWAIT) == 1) {
    stopped |= word == PICARX_GUARD_STANDS;
    *reset |= word == PICARX_GUARD_RESET;
  }
  return stopped;
}

GError *
picarx_guard_lost (PicarxGuard * self)
{
  gint pid = self->pid;

  picarx_guard_end (self, TRUE);
  return edge_error_new (EDGE_ERROR_FAILED, "The guard of the car is gone: "
      "nobody stops the car if this program is killed.", "process %d", pid);
}

void
picarx_guard_end (PicarxGuard * self, gboolean stands)
{
  gchar word = PICARX_GUARD_GOODBYE;
  gint status;

  if (stands)
    send (self->socket, &word, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown (self->socket, SHUT_WR);
  while (wait_word (self, &word));
  /* The end of the socket is its end. One that has not ended hangs on the
   * bus, or is no guard. */
  if (errno == EAGAIN)
    kill (self->pid, SIGKILL);
  close (self->socket);
  while (waitpid (self->pid, &status, 0) < 0 && errno == EINTR);
  g_free (self);
}

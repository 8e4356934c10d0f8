/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* For POLLRDHUP. */
#define _GNU_SOURCE
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "picarxguard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edgeerror.h"

/* How long the guard may take to come and to go, in milliseconds. */
#define PATIENCE 2000

struct _PicarxGuard
{
  gint ref_count;               /* the caller's and the watch's */
  GPid pid;
  gint process;                 /* readable when it ends; -1 = cannot tell */
  gint socket;
  GThread *watch;               /* it alone waits for the child then */

  /* The watch's. */
  PicarxGuardNews news;
  gpointer user_data;
  GDestroyNotify destroy;

  /* The caller's. */
  gboolean ready;
  gboolean gone;
  gboolean stopped;             /* and not asked for yet */
  gboolean reset;
  gint64 asked;                 /* the first beat without an answer, 0 = none */
  gint64 told;                  /* the last beat */
};

static void
guard_unref (PicarxGuard * self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (self->process >= 0)
    close (self->process);
  close (self->socket);
  g_free (self);
}

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

/* A number may be another process's by now if somebody else waits for our
 * children. */
static void
end_process (PicarxGuard * self)
{
  if (self->process >= 0)
    syscall (SYS_pidfd_send_signal, self->process, SIGKILL, NULL, 0);
  else
    kill (self->pid, SIGKILL);
}

static void
reap (PicarxGuard * self)
{
  gint status;

  while (waitpid (self->pid, &status, 0) < 0 && errno == EINTR);
}

static void
listen_to_guard (PicarxGuard * self)
{
  gchar words[64];
  gssize n;

  while ((n = recv (self->socket, words, sizeof words, MSG_DONTWAIT)) > 0) {
    self->asked = 0;
    for (gssize i = 0; i < n; i++) {
      self->ready |= words[i] == PICARX_GUARD_READY;
      self->stopped |= words[i] == PICARX_GUARD_STANDS;
      self->reset |= words[i] == PICARX_GUARD_RESET;
    }
  }
  /* Somebody who copied its end of the socket may keep that open. */
  struct pollfd end = { self->process, POLLIN, 0 };
  self->gone = n == 0 || (errno != EAGAIN && errno != EINTR)
      || poll (&end, 1, 0) == 1;
}

static PicarxGuard *
new_guard (gint socket)
{
  PicarxGuard *self = g_new0 (PicarxGuard, 1);

  self->ref_count = 1;
  self->socket = socket;
  self->process = -1;
  return self;
}

PicarxGuard *
picarx_guard_start (const PicarxWires * wires, guint timeout, GError ** error)
{
  const gchar *program = g_getenv (PICARX_GUARD_VARIABLE);
  g_autoptr (GError) local = NULL;
  gint sockets[2];

  if (program == NULL || program[0] == '\0')
    program = PICARX_GUARD_PROGRAM;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    edge_set_error (error, EDGE_ERROR_FAILED, "The guard of the car could not "
        "be started: nobody stops the car if this program is killed.",
        "socketpair: %s", g_strerror (errno));
    return NULL;
  }

  PicarxGuard *self = new_guard (sockets[0]);
  gboolean spawned = spawn (self, program, sockets[1], wires, timeout, &local);
  close (sockets[1]);
  if (spawned) {
    /* Not there before Linux 5.3; then the socket has to tell. */
    self->process = (gint) syscall (SYS_pidfd_open, self->pid, 0);
    self->asked = self->told = g_get_monotonic_time ();
    return self;
  }
  edge_set_error (error, EDGE_ERROR_NOT_FOUND, "The guard of the car could not "
      "be started: nobody stops the car if this program is killed.", "%s: %s",
      program, local->message);
  guard_unref (self);
  return NULL;
}

/* TRUE: it is gone. */
static gboolean
wait_gone (PicarxGuard * self, gboolean ready_is_enough)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_GINT64_CONSTANT (1000);

  for (;;) {
    struct pollfd fds[] = { {self->socket, POLLIN, 0},
    {self->process, POLLIN, 0}
    };
    gint64 left = (end - g_get_monotonic_time ()) / 1000;

    listen_to_guard (self);
    if (self->gone || left <= 0 || (ready_is_enough && self->ready))
      return self->gone;
    poll (fds, G_N_ELEMENTS (fds), (gint) left);
  }
}

gboolean
picarx_guard_wait (PicarxGuard * self, GError ** error)
{
  wait_gone (self, TRUE);
  if (self->ready)
    return TRUE;
  edge_set_error (error, EDGE_ERROR_NOT_FOUND, "The guard of the car could not "
      "be started: nobody stops the car if this program is killed.",
      "process %d %s", self->pid, self->gone ? "ended" : "does not answer");
  return FALSE;
}

static gpointer
watch (gpointer data)
{
  PicarxGuard *self = data;
  struct pollfd fds[] = { {self->socket, POLLIN | POLLRDHUP, 0},
  {self->process, POLLIN, 0}
  };

  for (;;) {
    if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
      continue;
    gboolean gone = fds[1].revents != 0 || (fds[0].revents & ~POLLIN) != 0;

    self->news (self, gone, self->user_data);
    if (gone)
      break;
    /* What it says from now on is not urgent. */
    fds[0].events = POLLRDHUP;
  }
  reap (self);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  guard_unref (self);
  return NULL;
}

void
picarx_guard_watch (PicarxGuard * self, PicarxGuardNews news,
    gpointer user_data, GDestroyNotify destroy)
{
  self->news = news;
  self->user_data = user_data;
  self->destroy = destroy;
  g_atomic_int_inc (&self->ref_count);
  self->watch = g_thread_new ("picarx-watch", watch, self);
}

gboolean
picarx_guard_tell (PicarxGuard * self, gboolean moves, GError ** error)
{
  gchar word = moves ? PICARX_GUARD_MOVES : PICARX_GUARD_STANDS;
  gint64 now = g_get_monotonic_time ();

  listen_to_guard (self);
  if (now - self->told > PICARX_GUARD_LATE * G_GINT64_CONSTANT (1000))
    self->asked = 0;
  gboolean silent = self->asked != 0 && now - self->asked
      >= PICARX_GUARD_ANSWER_TIME * G_GINT64_CONSTANT (1000);
  /* A socket that is full belongs to a guard that stands still. */
  if (!self->gone && !silent
      && (send (self->socket, &word, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1
          || errno == EAGAIN || errno == EINTR)) {
    self->told = now;
    if (self->asked == 0)
      self->asked = now;
    return TRUE;
  }
  edge_set_error (error, EDGE_ERROR_FAILED, "The guard of the car is gone: the "
      "car stands until there is a new one.", "process %d %s", self->pid,
      silent && !self->gone ? "does not answer" : "ended");
  return FALSE;
}

gboolean
picarx_guard_is_ready (PicarxGuard * self)
{
  listen_to_guard (self);
  return self->ready;
}

gboolean
picarx_guard_stopped (PicarxGuard * self, gboolean * reset)
{
  listen_to_guard (self);
  gboolean stopped = self->stopped;
  *reset |= self->reset;
  self->stopped = self->reset = FALSE;
  return stopped;
}

void
picarx_guard_abandon (PicarxGuard * self)
{
  end_process (self);
  /* One that hangs on the bus ends when the bus lets it. */
  if (self->watch != NULL)
    g_thread_unref (self->watch);
  else
    reap (self);
  guard_unref (self);
}

void
picarx_guard_end (PicarxGuard * self, gboolean stands)
{
  gchar word = PICARX_GUARD_GOODBYE;

  if (stands)
    send (self->socket, &word, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown (self->socket, SHUT_WR);
  /* The end of the socket is its end. One that has not ended hangs on the
   * bus, or is no guard. */
  wait_gone (self, FALSE);
  end_process (self);
  if (self->watch != NULL)
    g_thread_join (self->watch);
  else
    reap (self);
  guard_unref (self);
}

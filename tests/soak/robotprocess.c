/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "robotprocess.h"

#include <fcntl.h>
#include <gst/check/gstcheck.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEADLINE_MS 120000

void
robot_process_start (RobotProcess * self, const gchar * program,
    const gchar * pipeline, const gchar * other)
{
  const gchar *argv[] = { program, pipeline, other, NULL };
  g_autoptr (GError) error = NULL;

  /* It ends with its input, which no broker that starts later may hold. */
  fail_unless (g_spawn_async_with_pipes (NULL, (gchar **) argv, NULL,
          G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES, NULL, NULL,
          &self->pid, &self->in, &self->out, NULL, &error), "%s",
      error != NULL ? error->message : "");
  /* A broker that starts later must not keep it open. */
  fcntl (self->in, F_SETFD, FD_CLOEXEC);
}

static void
ask (RobotProcess * self, const gchar * word, gchar * line, gsize size)
{
  g_autofree gchar *text = g_strdup_printf ("%s\n", word);
  gsize n = 0;

  fail_unless_equals_int (write (self->in, text, strlen (text)), strlen (text));
  do {
    struct pollfd fd = {.fd = self->out,.events = POLLIN };

    fail_unless (poll (&fd, 1, DEADLINE_MS) == 1, "no answer to %s", word);
    fail_unless (read (self->out, line + n, 1) == 1, "the robot ended");
    n++;
  } while (line[n - 1] != '\n' && n < size);
  line[n - 1] = 0;
}

static void
order (RobotProcess * self, const gchar * word)
{
  gchar line[64];

  ask (self, word, line, sizeof line);
  fail_unless_equals_string (line, "good");
}

void
robot_process_cycle (RobotProcess * self)
{
  order (self, "cycle");
}

void
robot_process_other (RobotProcess * self)
{
  order (self, "other");
}

void
robot_process_get_state (RobotProcess * self, RobotState * state)
{
  gchar line[64];
  unsigned long heap;

  ask (self, "state", line, sizeof line);
  fail_unless_equals_int (sscanf (line, "%u %u %lu", &state->peers,
          &state->ending, &heap), 3);
  state->heap = heap;
}

void
robot_process_end (RobotProcess * self)
{
  gint status;

  close (self->in);
  fail_unless (waitpid (self->pid, &status, 0) == self->pid);
  fail_unless (WIFEXITED (status) && WEXITSTATUS (status) == 0,
      "the robot ended with status %d", status);
  close (self->out);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxlock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "edgeerror.h"

gint
picarx_lock_holder (const gchar * locks, guint major, guint minor,
    guint64 inode)
{
  g_auto (GStrv) lines = g_strsplit (locks, "\n", -1);
  gint otherwise = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    guint line_major, line_minor;
    gulong line_inode;
    gint pid;

    /* Whoever waits has an arrow before FLOCK. */
    if (sscanf (lines[i], "%*u: FLOCK %*s %*s %d %x:%x:%lu", &pid, &line_major,
            &line_minor, &line_inode) != 4 || line_inode != inode)
      continue;
    if (line_major == major && line_minor == minor)
      return pid;
    /* File systems made of others have a number here and another for stat(). */
    otherwise = pid;
  }
  return otherwise;
}

/* Whose program that is, for a sentence. */
static gchar *
describe_holder (gint fd)
{
  g_autofree gchar *locks = NULL;
  g_autofree gchar *comm = NULL;
  struct stat status;
  gint pid = 0;

  if (fstat (fd, &status) == 0
      && g_file_get_contents ("/proc/locks", &locks, NULL, NULL))
    pid = picarx_lock_holder (locks, major (status.st_dev),
        minor (status.st_dev), status.st_ino);
  if (pid <= 0)
    return g_strdup ("another program");

  g_autofree gchar *path = g_strdup_printf ("/proc/%d/comm", pid);
  if (!g_file_get_contents (path, &comm, NULL, NULL))
    return g_strdup_printf ("process %d", pid);
  g_autofree gchar *name = g_utf8_make_valid (g_strchomp (comm), -1);
  if (pid == getpid ())
    return g_strdup_printf ("another element of this program, %s (process %d)",
        name, pid);
  return g_strdup_printf ("%s (process %d)", name, pid);
}

gboolean
picarx_lock_take (gint fd, const gchar * device, GError ** error)
{
  /* Where there are no locks at all, nobody holds one. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;

  g_autofree gchar *holder = describe_holder (fd);
  g_autofree gchar *sentence =
      g_strdup_printf ("The car on %s is already driven by %s: stop that "
      "first.", device, holder);
  edge_set_error (error, EDGE_ERROR_BUSY, sentence, "flock of %s: %s", device,
      g_strerror (EWOULDBLOCK));
  return FALSE;
}

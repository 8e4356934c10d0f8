/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "meter.h"

#include <gst/check/gstcheck.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static guint
count_entries (GPid pid, const gchar * folder)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/%s", pid, folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  fail_unless (dir != NULL, "%s is gone", path);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
meter_read (GPid pid, MeterSample * sample)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree gchar *text = NULL;
  unsigned long rss;

  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  const gchar *line = strstr (text, "\nVmRSS:");
  fail_unless (line != NULL && sscanf (line, "\nVmRSS: %lu", &rss) == 1);
  sample->rss = rss / 1024.0;
  sample->threads = count_entries (pid, "task");
  sample->fds = count_entries (pid, "fd");
}

gdouble
meter_slope (GArray * samples, gsize offset, gdouble * error)
{
  gdouble n = samples->len, x = 0, y = 0, xx = 0, xy = 0, rest = 0;

#define TIME(i) (g_array_index (samples, MeterSample, i).time / 3600)
#define VALUE(i) G_STRUCT_MEMBER (gdouble, &g_array_index (samples, \
    MeterSample, i), offset)
  for (guint i = 0; i < samples->len; i++) {
    x += TIME (i) / n;
    y += VALUE (i) / n;
  }
  for (guint i = 0; i < samples->len; i++) {
    xx += (TIME (i) - x) * (TIME (i) - x);
    xy += (TIME (i) - x) * (VALUE (i) - y);
  }
  gdouble slope = xx > 0 ? xy / xx : 0;
  for (guint i = 0; i < samples->len; i++) {
    gdouble off = VALUE (i) - y - slope * (TIME (i) - x);

    rest += off * off;
  }
  *error = n > 2 && xx > 0 ? sqrt (rest / (n - 2) / xx) : INFINITY;
  return slope;
}

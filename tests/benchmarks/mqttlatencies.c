/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttlatencies.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

gint64
mqtt_latencies_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static gint64
cpu_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC
      + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void
mqtt_latencies_init (MqttLatencies * self, guint n_wanted, guint n_warmup)
{
  memset (self, 0, sizeof (*self));
  self->samples = g_new0 (gint64, n_wanted);
  self->n_wanted = n_wanted;
  self->n_warmup = n_warmup;
}

gboolean
mqtt_latencies_add (MqttLatencies * self, const void *data, gsize size)
{
  gint64 now = mqtt_latencies_now (), sent;

  if (size < sizeof (sent) || self->n >= self->n_wanted)
    return FALSE;
  memcpy (&sent, data, sizeof (sent));
  if (self->n_warmup > 0) {
    if (--self->n_warmup == 0) {
      self->began = now;
      self->cpu = cpu_time ();
    }
    return FALSE;
  }
  self->samples[self->n++] = now - sent;
  if (self->n < self->n_wanted)
    return FALSE;
  self->cpu = cpu_time () - self->cpu;
  self->began = now - self->began;
  return TRUE;
}

void
mqtt_latencies_write (MqttLatencies * self, const gchar * file)
{
  FILE *out = fopen (file, "w");

  if (out == NULL)
    g_error ("cannot write %s", file);
  for (guint i = 0; i < self->n; i++)
    fprintf (out, "%" G_GINT64_FORMAT "\n", self->samples[i]);
  fclose (out);
  printf ("cpu %.3f\n", 1e5 * (gdouble) self->cpu / (gdouble) self->began);
  fflush (stdout);
  g_free (self->samples);
}

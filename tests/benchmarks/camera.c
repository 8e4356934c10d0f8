/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "camera.h"

#include <gst/app/gstappsrc.h>
#include <string.h>

#include "clockstrip.h"

struct _Camera
{
  GstAppSrc *source;
  GMappedFile *pictures;
  GThread *thread;

  GMutex lock;                  /* protects the following */
  GCond changed;
  gboolean stopped;
};

/* Waits until the time has come; FALSE if there is no need to any more. */
static gboolean
wait_until (Camera * self, gint64 time)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  while (!self->stopped
      && g_cond_wait_until (&self->changed, &self->lock, time));
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  return !stopped;
}

static gpointer
run (gpointer user_data)
{
  Camera *self = user_data;
  const gchar *pictures = g_mapped_file_get_contents (self->pictures);
  guint64 n_pictures = g_mapped_file_get_length (self->pictures) / PICTURE_SIZE;
  gint64 start = g_get_monotonic_time ();

  for (guint64 n = 0;
      wait_until (self, start + n * G_TIME_SPAN_SECOND / PICTURE_RATE); n++) {
    GstBuffer *buffer = gst_buffer_new_allocate (NULL, PICTURE_SIZE, NULL);
    GstMapInfo map;

    gst_buffer_map (buffer, &map, GST_MAP_WRITE);
    memcpy (map.data, pictures + n % n_pictures * PICTURE_SIZE, PICTURE_SIZE);
    clock_strip_draw (map.data, g_get_real_time ());
    gst_buffer_unmap (buffer, &map);
    gst_app_src_push_buffer (self->source, buffer);
  }
  return NULL;
}

Camera *
camera_new (GstElement * pipeline, const gchar * file)
{
  g_autoptr (GError) error = NULL;
  GMappedFile *pictures = g_mapped_file_new (file, FALSE, &error);
  Camera *self;

  if (pictures == NULL) {
    g_printerr ("%s\n", error->message);
    return NULL;
  }
  self = g_new0 (Camera, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->pictures = pictures;
  self->source =
      GST_APP_SRC (gst_bin_get_by_name (GST_BIN (pipeline), "camera"));
  self->thread = g_thread_new ("camera", run, self);
  return self;
}

void
camera_free (Camera * self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  gst_object_unref (self->source);
  g_mapped_file_unref (self->pictures);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What a viewer was told, and waiting for it. */
#include "webrtcviewer-private.h"

#include <string.h>

void
webrtc_viewer_wait_answer (WebrtcViewer * self, guint n)
{
  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->answers->len >= n);
  g_mutex_unlock (&self->lock);
}

const gchar *
webrtc_viewer_get_answer (WebrtcViewer * self)
{
  webrtc_viewer_wait_answer (self, 1);
  return g_ptr_array_index (self->answers, 0);
}

gchar *
webrtc_viewer_wait_error (WebrtcViewer * self, guint n)
{
  gchar *reason;

  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->errors->len >= n);
  reason = g_strdup (g_ptr_array_index (self->errors, n - 1));
  g_mutex_unlock (&self->lock);
  return reason;
}

guint
webrtc_viewer_count_errors (WebrtcViewer * self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->errors->len;
  g_mutex_unlock (&self->lock);
  return n;
}

void
webrtc_viewer_wait_packets (WebrtcViewer * self, const gchar * media, guint n)
{
  guint *count = g_str_equal (media, "video") ? &self->n_video : &self->n_audio;

  g_mutex_lock (&self->lock);
  n += *count;
  WAIT_LOCKED (self, *count >= n);
  g_mutex_unlock (&self->lock);
}

void
webrtc_viewer_send (WebrtcViewer * self, const gchar * text)
{
  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->channel_open);
  g_mutex_unlock (&self->lock);
  g_signal_emit_by_name (g_ptr_array_index (self->channels, 0), "send-string",
      text);
}

void
webrtc_viewer_wait_closed (WebrtcViewer * self, guint n)
{
  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->n_closed >= n);
  g_mutex_unlock (&self->lock);
}

static guint
count_messages_locked (WebrtcViewer * self, const gchar * part)
{
  guint n = 0;

  for (guint i = 0; i < self->messages->len; i++)
    if (strstr (g_ptr_array_index (self->messages, i), part) != NULL)
      n++;
  return n;
}

guint
webrtc_viewer_count_messages (WebrtcViewer * self, const gchar * part)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = count_messages_locked (self, part);
  g_mutex_unlock (&self->lock);
  return n;
}

/* The nth with part in it, counted from 1. */
static const gchar *
find_message (WebrtcViewer * self, const gchar * part, guint n)
{
  for (guint i = 0; i < self->messages->len; i++) {
    const gchar *text = g_ptr_array_index (self->messages, i);

    if (strstr (text, part) != NULL && --n == 0)
      return text;
  }
  return NULL;
}

const gchar *
webrtc_viewer_get_message (WebrtcViewer * self, const gchar * part, guint n)
{
  const gchar *text;

  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, (text = find_message (self, part, n)) != NULL);
  g_mutex_unlock (&self->lock);
  return text;
}

void
webrtc_viewer_wait_message (WebrtcViewer * self, const gchar * part)
{
  webrtc_viewer_get_message (self, part, 1);
}

void
webrtc_viewer_wait_playout (WebrtcViewer * self, guint min, guint max)
{
  gint wanted = (min / 10) << 12 | max / 10;

  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->playout == wanted);
  g_mutex_unlock (&self->lock);
}

void
webrtc_viewer_wait_size (WebrtcViewer * self, gint width, gint height)
{
  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->width == width && self->height == height);
  g_mutex_unlock (&self->lock);
}

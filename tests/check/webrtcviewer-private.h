/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/check/gstcheck.h>

#include "mqttconnection.h"
#include "webrtcviewer.h"

/* The inside of a viewer: webrtcviewer.c and webrtcviewerwaits.c. */

#ifndef DEADLINE
#define DEADLINE (10 * G_TIME_SPAN_SECOND)
#endif

struct _WebrtcViewer
{
  gchar *mobile;
  MqttConnection *connection;
  GstElement *pipeline;
  GstElement *webrtc;
  gboolean hidden;              /* constant */

  GMutex lock;                  /* protects all of the following */
  GCond changed;
  guint n_subscribed;
  gchar *offer;
  gchar *greeting;
  gboolean remote_set;
  GArray *candidates;           /* Candidate: before the answer */
  GPtrArray *answers;
  GPtrArray *errors;
  GPtrArray *messages;
  GPtrArray *channels;          /* GObject; the first is "control" */
  gboolean channel_open;
  guint n_closed;
  guint n_video, n_audio;
  gint width, height;           /* of the last key frame */
  gint playout;                 /* bytes of the extension, -1: none came */
};

/* Waits with the lock held until condition is true. */
#define WAIT_LOCKED(self, condition) G_STMT_START { \
    gint64 until = g_get_monotonic_time () + DEADLINE; \
    while (!(condition)) \
      fail_unless (g_cond_wait_until (&(self)->changed, &(self)->lock, until), \
          "%s: no %s; %u answers, last error: %s", (self)->mobile, \
          #condition, (self)->answers->len, (self)->errors->len > 0 ? \
          (const gchar *) g_ptr_array_index ((self)->errors, \
              (self)->errors->len - 1) : "none"); \
  } G_STMT_END

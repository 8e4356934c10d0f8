/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The telemetry pad of picarxsink: a source pad with a task of its own on an
 * element that is a sink. It answers queries itself and hands no event on,
 * since its peer may be upstream of the element's own input. */
typedef struct
{
  GstElement *element;          /* not owned */

  /* Protects all that follows; changed is signalled on every change. */
  GMutex lock;
  GCond changed;
  GstPad *pad;                  /* NULL = nobody asked for it */
  GQueue queue;                 /* of gchar * */
  gboolean playing;
  gboolean flushing;
  gboolean ended;
  gboolean gap_due;             /* somebody new listens, who may preroll */
  guint64 dropped;              /* since the pad was activated */

  /* The pad's task only. */
  gboolean began;
} GstPicarxTelemetry;

void     gst_picarx_telemetry_init        (GstPicarxTelemetry * self,
                                           GstElement * element);
void     gst_picarx_telemetry_clear       (GstPicarxTelemetry * self);
/* NULL if there is one already. */
GstPad * gst_picarx_telemetry_request_pad (GstPicarxTelemetry * self,
                                           GstPadTemplate * templ);
void     gst_picarx_telemetry_release_pad (GstPicarxTelemetry * self,
                                           GstPad * pad);
gboolean gst_picarx_telemetry_is_linked   (GstPicarxTelemetry * self);
/* Takes json. Never waits: what nobody fetches is dropped, oldest first. Only
 * answers are told while it does not play. */
void     gst_picarx_telemetry_push        (GstPicarxTelemetry * self,
                                           gchar * json, gboolean answer);
void     gst_picarx_telemetry_set_playing (GstPicarxTelemetry * self,
                                           gboolean playing);
guint64  gst_picarx_telemetry_get_dropped (GstPicarxTelemetry * self);
/* Sends EOS after what is in the queue. */
void     gst_picarx_telemetry_end         (GstPicarxTelemetry * self);

G_END_DECLS

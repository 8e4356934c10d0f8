/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>

G_BEGIN_DECLS

/* A picarxsink in PLAYING that writes to a trace file of its own, fed and
 * listened to by the test. */
typedef struct
{
  GstElement *sink;
  GstHarness *harness;          /* commands in, telemetry out */
  GstBus *bus;                  /* the element's messages */
  gchar *folder;
  gchar *trace;
  gchar *device;
  gsize read;                   /* of the trace */
  guint sent;
} PicarxRig;

/* properties: "name=value name=value", or "" */
PicarxRig * picarx_rig_new      (const gchar * properties);
/* With a device other than a trace file. */
PicarxRig * picarx_rig_new_for  (const gchar * device,
                                 const gchar * properties);
void        picarx_rig_free     (PicarxRig * rig);
void        picarx_rig_push     (PicarxRig * rig, const gchar * json);
/* Sends a command and waits for the answer to it, by which time the car has
 * done it. */
gchar *     picarx_rig_ask      (PicarxRig * rig, const gchar * json);
/* ... whose answer has this text in it, or not. */
void        picarx_rig_expect   (PicarxRig * rig, const gchar * json,
                                 const gchar * text);
/* The next telemetry. */
gchar *     picarx_rig_hear     (PicarxRig * rig);
/* The next telemetry that has this text in it. */
gchar *     picarx_rig_hear_of  (PicarxRig * rig, const gchar * text);
/* What was written since the last call: "22 0133; G23=0; 2D 0BFF" */
gchar *     picarx_rig_written  (PicarxRig * rig);
/* Monotonic time of the last line with this text in the trace, 0 = none. */
gint64      picarx_rig_when     (PicarxRig * rig, const gchar * text);
GstMessage * picarx_rig_wait_for (PicarxRig * rig, GstMessageType type);

G_END_DECLS

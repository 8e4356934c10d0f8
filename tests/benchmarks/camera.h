/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A camera for a benchmark: pictures that were made before (by the program
 * "pictures"), pushed into an appsrc at their rate, each with the time of its
 * push drawn into it. It costs a sender one copy per picture. */
typedef struct _Camera Camera;

/* How an appsrc must be written in a pipeline that is fed by a camera. */
#define CAMERA_SOURCE \
  "appsrc name=camera is-live=true do-timestamp=true format=time " \
  "max-buffers=2 max-bytes=0 leaky-type=downstream " \
  "caps=video/x-raw,format=I420,width=640,height=480,framerate=30/1"

/* NULL, with a line on stderr: no such file. */
Camera * camera_new  (GstElement * pipeline, const gchar * file);
void     camera_free (Camera * self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* State changes of an element whose source pad leads back to one of its sink
 * pads. GstBin starts sinks first and sources last; in a loop it finds no such
 * order and takes any. Then data may come to a sink pad that has not started
 * yet, which ends the stream; or GstBin may want to stop an element whose
 * stream waits in here for PLAYING, which never comes. */
typedef struct _GraphLoop GraphLoop;

/* Lets go (release) all streams that wait in element, or keeps them no longer
 * from starting. From any thread; called one at a time. */
typedef void (*GraphLoopRelease) (GstElement * element, gboolean release);

GraphLoop * graph_loop_new  (GstElement * element, GraphLoopRelease release);
void        graph_loop_free (GraphLoop * self);

/* Around the change_state() of element's parent class; pad is the sink pad at
 * which the loop ends, NULL if there is none. */
void graph_loop_before (GraphLoop * self, GstStateChange transition);
void graph_loop_after  (GraphLoop * self, GstStateChange transition,
                        GstPad * pad);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Sets pipelines to NULL on threads of their own: that may take its time, or,
 * with elements of others, for ever. */
typedef struct _EdgePipelineDisposer EdgePipelineDisposer;

EdgePipelineDisposer * edge_pipeline_disposer_new   (void);
EdgePipelineDisposer * edge_pipeline_disposer_ref   (EdgePipelineDisposer * self);
void                   edge_pipeline_disposer_unref (EdgePipelineDisposer * self);

typedef void (*EdgePipelinePrepare) (GstElement * pipeline, gpointer data);

/* Takes the reference on pipeline. prepare and destroy, where they are not
 * NULL, are called with data on that thread: before the pipeline goes, and when
 * it is gone. */
void                   edge_pipeline_disposer_take  (EdgePipelineDisposer * self,
                                                     GstElement * pipeline,
                                                     EdgePipelinePrepare prepare,
                                                     GDestroyNotify destroy,
                                                     gpointer data);
guint                  edge_pipeline_disposer_count (EdgePipelineDisposer * self);
/* Waits until all are gone, at most so many milliseconds; FALSE if not. */
gboolean               edge_pipeline_disposer_wait  (EdgePipelineDisposer * self,
                                                     guint timeout);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "pipelinedisposer.h"

struct _EdgePipelineDisposer
{
  gint refs;                    /* atomic */

  GMutex lock;                  /* protects n_pipelines */
  GCond changed;
  guint n_pipelines;
};

typedef struct
{
  EdgePipelineDisposer *disposer;
  GstElement *pipeline;
  EdgePipelinePrepare prepare;
  GDestroyNotify destroy;
  gpointer data;
} Job;

static void
run (gpointer user_data, gpointer pool_data)
{
  Job *job = user_data;
  EdgePipelineDisposer *self = job->disposer;

  if (job->prepare != NULL)
    job->prepare (job->pipeline, job->data);
  gst_element_set_state (job->pipeline, GST_STATE_NULL);
  gst_object_unref (job->pipeline);
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_free (job);

  g_mutex_lock (&self->lock);
  self->n_pipelines--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  edge_pipeline_disposer_unref (self);
}

/* One for the process: a pipeline that hangs takes a thread with it, never
 * the place of another. */
static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (run, NULL, -1, FALSE, NULL));
  return pool;
}

EdgePipelineDisposer *
edge_pipeline_disposer_new (void)
{
  EdgePipelineDisposer *self = g_new0 (EdgePipelineDisposer, 1);

  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

EdgePipelineDisposer *
edge_pipeline_disposer_ref (EdgePipelineDisposer * self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
edge_pipeline_disposer_unref (EdgePipelineDisposer * self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
edge_pipeline_disposer_take (EdgePipelineDisposer * self,
    GstElement * pipeline, EdgePipelinePrepare prepare, GDestroyNotify destroy,
    gpointer data)
{
  Job *job = g_new (Job, 1);

  job->disposer = edge_pipeline_disposer_ref (self);
  job->pipeline = pipeline;
  job->prepare = prepare;
  job->destroy = destroy;
  job->data = data;
  g_mutex_lock (&self->lock);
  self->n_pipelines++;
  g_mutex_unlock (&self->lock);
  g_thread_pool_push (get_pool (), job, NULL);
}

guint
edge_pipeline_disposer_count (EdgePipelineDisposer * self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_pipelines;
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
edge_pipeline_disposer_wait (EdgePipelineDisposer * self, guint timeout)
{
  gint64 deadline = g_get_monotonic_time () + timeout * G_TIME_SPAN_MILLISECOND;
  gboolean gone;

  g_mutex_lock (&self->lock);
  while (self->n_pipelines > 0
      && g_cond_wait_until (&self->changed, &self->lock, deadline));
  gone = self->n_pipelines == 0;
  g_mutex_unlock (&self->lock);
  return gone;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "fanoutbranch.h"

#include <string.h>

#include "edgeerror.h"

/* --- references --- */

EdgeFanout *
edge_fanout_ref (EdgeFanout * self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
edge_fanout_unref (EdgeFanout * self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_ptr_array_unref (self->inputs);
  gst_clear_object (&self->clock);
  edge_pipeline_disposer_unref (self->disposer);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- callbacks to the owner --- */

void
edge_fanout_input_changed (EdgeFanoutInput * input)
{
  EdgeFanout *self = input->fanout;

  if (self->callbacks.changed != NULL)
    self->callbacks.changed (input, self->user_data);
}

void
edge_fanout_source_changed (EdgeFanoutInput * input)
{
  EdgeFanout *self = input->fanout;

  if (self->callbacks.source_changed != NULL)
    self->callbacks.source_changed (input, self->user_data);
}

void
edge_fanout_encoder_failed (EdgeFanoutBranch * branch, const GError * error,
    gboolean fatal)
{
  EdgeFanout *self = branch->input->fanout;

  if (fatal) {
    g_mutex_lock (&self->lock);
    g_free (branch->failure);
    branch->failure = edge_error_sentence (error);
    g_mutex_unlock (&self->lock);
  }
  if (self->callbacks.encoder_failed != NULL)
    self->callbacks.encoder_failed (branch->input, branch->codec, error, fatal,
        self->user_data);
  if (fatal)
    edge_fanout_source_changed (branch->input);
}

/* --- the fan-out --- */

EdgeFanout *
edge_fanout_new (const EdgeFanoutCallbacks * callbacks, gpointer user_data,
    GDestroyNotify destroy, EdgePipelineDisposer * disposer)
{
  EdgeFanout *self = g_new0 (EdgeFanout, 1);

  self->refs = 1;
  self->disposer = edge_pipeline_disposer_ref (disposer);
  g_mutex_init (&self->lock);
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->destroy = destroy;
  self->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_fanout_input_unref);
  return self;
}

void
edge_fanout_set_settings (EdgeFanout * self,
    const EdgeFanoutSettings * settings)
{
  g_mutex_lock (&self->lock);
  self->settings = *settings;
  g_mutex_unlock (&self->lock);
}

void
edge_fanout_set_clock (EdgeFanout * self, GstClock * clock,
    GstClockTime base_time)
{
  g_mutex_lock (&self->lock);
  gst_object_replace ((GstObject **) & self->clock, (GstObject *) clock);
  self->base_time = base_time;
  g_mutex_unlock (&self->lock);
}

gboolean
edge_fanout_get_clock (EdgeFanout * self, GstClock ** clock,
    GstClockTime * base_time)
{
  gboolean known;

  g_mutex_lock (&self->lock);
  known = self->clock != NULL;
  if (known) {
    *clock = gst_object_ref (self->clock);
    *base_time = self->base_time;
  }
  g_mutex_unlock (&self->lock);
  return known;
}

static gint
compare_inputs (gconstpointer a, gconstpointer b)
{
  const EdgeFanoutInput *const *left = a, *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

EdgeFanoutInput *
edge_fanout_add_input (EdgeFanout * self, const gchar * name,
    const gchar * media)
{
  EdgeFanoutInput *input = edge_fanout_input_new (self, name, media);

  if (input == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->inputs, edge_fanout_input_ref (input));
  g_ptr_array_sort (self->inputs, compare_inputs);
  g_mutex_unlock (&self->lock);
  return input;
}

void
edge_fanout_remove_input (EdgeFanout * self, EdgeFanoutInput * input)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->inputs, input);
  g_mutex_unlock (&self->lock);
  edge_fanout_input_stop (input);
}

void
edge_fanout_stop (EdgeFanout * self)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self);

  for (guint i = 0; i < inputs->len; i++)
    edge_fanout_input_stop (g_ptr_array_index (inputs, i));
  edge_fanout_set_clock (self, NULL, 0);
}

GPtrArray *
edge_fanout_list_inputs (EdgeFanout * self)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_fanout_input_unref);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->inputs->len; i++)
    g_ptr_array_add (inputs,
        edge_fanout_input_ref (g_ptr_array_index (self->inputs, i)));
  g_mutex_unlock (&self->lock);
  return inputs;
}

void
edge_fanout_check_silence (EdgeFanout * self)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < inputs->len; i++) {
    EdgeFanoutInput *input = g_ptr_array_index (inputs, i);
    gboolean fell_silent;

    g_mutex_lock (&self->lock);
    fell_silent = edge_fanout_input_check_silence_locked (input, now);
    g_mutex_unlock (&self->lock);
    if (fell_silent)
      edge_fanout_source_changed (input);
  }
}

guint
edge_fanout_count_encoders (EdgeFanout * self)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->inputs->len; i++) {
    EdgeFanoutInput *input = g_ptr_array_index (self->inputs, i);
    EdgeMediaCodec codec;

    if (edge_media_codec_from_caps (input->caps, &codec))
      continue;
    for (guint j = 0; j < EDGE_MEDIA_N_CODECS; j++)
      n += input->branches[j] != NULL && input->branches[j]->pipeline != NULL;
  }
  g_mutex_unlock (&self->lock);
  return n;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What viewers hear of inputs that bring nothing. */
#include "mqttsignalingviewer.h"

#include "viewermessage.h"

static void
tell_all (MqttSignalingSession * self, const gchar * input, gboolean lost,
    const gchar * message)
{
  g_autofree gchar *text = viewer_message_source (input, lost, message);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    edge_peer_send (((MqttSignalingViewer *) value)->peer, text);
  if (!g_atomic_int_get (&self->muted))
    self->callbacks.source (input, lost, message, self->user_data);
}

static void
compare (MqttSignalingSession * self, EdgeFanoutInput * input)
{
  const gchar *name = edge_fanout_input_name (input);
  g_autofree gchar *message = NULL;
  gboolean lost = edge_fanout_input_is_lost (input, &message);
  gboolean told = g_hash_table_contains (self->lost_inputs, name);

  if (lost == told)
    return;
  if (lost)
    g_hash_table_insert (self->lost_inputs, g_strdup (name),
        g_strdup (message));
  else
    g_hash_table_remove (self->lost_inputs, name);
  tell_all (self, name, lost, message);
}

static gboolean
is_gone (gpointer name, gpointer message, gpointer inputs)
{
  GPtrArray *array = inputs;

  for (guint i = 0; i < array->len; i++) {
    if (g_str_equal (edge_fanout_input_name (array->pdata[i]), name))
      return FALSE;
  }
  return TRUE;
}

void
mqtt_signaling_inputs_check (MqttSignalingSession * self)
{
  g_autoptr (GPtrArray) inputs = NULL;

  edge_fanout_check_silence (self->fanout);
  inputs = edge_fanout_list_inputs (self->fanout);
  g_hash_table_foreach_remove (self->lost_inputs, is_gone, inputs);
  for (guint i = 0; i < inputs->len; i++)
    compare (self, g_ptr_array_index (inputs, i));
}

void
mqtt_signaling_inputs_tell (MqttSignalingSession * self, EdgePeer * peer)
{
  GHashTableIter iter;
  gpointer name, message;

  g_hash_table_iter_init (&iter, self->lost_inputs);
  while (g_hash_table_iter_next (&iter, &name, &message)) {
    g_autofree gchar *text = viewer_message_source (name, TRUE, message);

    edge_peer_send (peer, text);
  }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "icesilence.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

/* webrtcbin's type for the receiving end of a transport; it has no factory. */
#define RECEIVE_BIN "TransportReceiveBin"

/* holder: what has a transport of DTLS, which has one of ICE; both are added. */
static void
add_transports (GPtrArray * transports, GObject * holder)
{
  g_autoptr (GObject) dtls = NULL;
  GObject *ice = NULL;

  if (holder != NULL)
    g_object_get (holder, "transport", &dtls, NULL);
  if (dtls != NULL)
    g_object_get (dtls, "transport", &ice, NULL);
  if (ice != NULL)
    g_ptr_array_add (transports, ice);
  if (dtls != NULL)
    g_ptr_array_add (transports, g_steal_pointer (&dtls));
}

static GPtrArray *
list_transports (GstElement * webrtc)
{
  GPtrArray *transports = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) transceivers = NULL;
  g_autoptr (GObject) sctp = NULL;

  g_object_get (webrtc, "sctp-transport", &sctp, NULL);
  add_transports (transports, sctp);
  g_signal_emit_by_name (webrtc, "get-transceivers", &transceivers);
  for (guint i = 0; i < transceivers->len; i++) {
    GObject *transceiver = g_array_index (transceivers, GObject *, i);
    g_autoptr (GObject) receiver = NULL, sender = NULL;

    g_object_get (transceiver, "receiver", &receiver, "sender", &sender, NULL);
    add_transports (transports, receiver);
    add_transports (transports, sender);
  }
  return transports;
}

static void
silence_for (gpointer object, GPtrArray * transports)
{
  for (guint i = 0; i < transports->len; i++)
    g_signal_handlers_disconnect_by_data (transports->pdata[i], object);
}

static void
silence_child (const GValue * value, gpointer user_data)
{
  GObject *child = g_value_get_object (value);

  if (g_str_equal (G_OBJECT_TYPE_NAME (child), RECEIVE_BIN))
    silence_for (child, user_data);
}

static void
silence (const GValue * value, gpointer user_data)
{
  GstElement *webrtc = g_value_get_object (value);
  g_autoptr (GPtrArray) transports = NULL;
  GstIterator *children;

  transports = list_transports (webrtc);
  silence_for (webrtc, transports);
  children = gst_bin_iterate_elements (GST_BIN (webrtc));
  while (gst_iterator_foreach (children, silence_child, transports)
      == GST_ITERATOR_RESYNC)
    gst_iterator_resync (children);
  gst_iterator_free (children);
}

void
edge_ice_silence (GstBin * pipeline)
{
  GstIterator *iterator =
      gst_bin_iterate_all_by_element_factory_name (pipeline, "webrtcbin");

  gst_iterator_foreach (iterator, silence, NULL);
  gst_iterator_free (iterator);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "webrtcplugins.h"

#include <gst/pbutils/pbutils.h>

#include "edgeerror.h"

static const gchar *const factories[] = { "webrtcbin", "nicesrc", "dtlsenc",
  "srtpenc", "sctpenc", "rtpbin", "rtph264pay", "rtpvp8pay", "rtpopuspay",
  "h264parse", "videoconvert", "appsrc", "appsink"
};

gboolean
webrtc_plugins_check (GstElement * element)
{
  for (guint i = 0; i < G_N_ELEMENTS (factories); i++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (factories[i]);
    g_autoptr (GError) error = NULL;

    if (factory != NULL)
      continue;
    gst_element_post_message (element,
        gst_missing_element_message_new (element, factories[i]));
    error = edge_error_new (EDGE_ERROR_MISSING_PLUGIN,
        "A GStreamer plugin that WebRTC needs is not installed.",
        "no element \"%s\"", factories[i]);
    edge_post_error (element, error);
    return FALSE;
  }
  return TRUE;
}

void
webrtc_plugins_load (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (factories); i++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (factories[i]);
    g_autoptr (GstPluginFeature) loaded = NULL;

    if (factory != NULL)
      loaded = gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory));
  }
}

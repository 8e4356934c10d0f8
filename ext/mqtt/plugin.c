/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <gst/gst.h>
#include <openssl/crypto.h>

#include "gstmqttelements.h"
#include "gstmqttmeta.h"

static gboolean
plugin_init (GstPlugin * plugin)
{
  gboolean done = FALSE;

  /* At exit() OpenSSL frees what the threads that ran DTLS still free on their
   * own as they end, and the process that has done all its work aborts in the
   * end (seen with OpenSSL 3.0). Without effect if OpenSSL is in use already. */
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  gst_edge_mqtt_meta_register ();
#ifdef HAVE_WEBRTC
  done |= GST_ELEMENT_REGISTER (mqttsignalingbin, plugin);
#endif
  done |= GST_ELEMENT_REGISTER (mqttsink, plugin);
  done |= GST_ELEMENT_REGISTER (mqttsrc, plugin);
  return done;
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, edgemqtt,
    "MQTT source, sink and WebRTC signalling", plugin_init, PACKAGE_VERSION,
    GST_LICENSE, PACKAGE_NAME, PACKAGE_ORIGIN);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/base/gstbasesrc.h>
#include <gst/check/gstcheck.h>

#include "mqttpeer.h"

GST_START_TEST (test_receives_what_mqttsink_sends)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a/b caps=text/plain");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=a/b qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (mqtt_peer_push (sink, "hello"), GST_FLOW_OK);
  mqtt_peer_pull (source, "hello");
  GstCaps *caps = gst_pad_get_current_caps (GST_BASE_SRC_PAD (source->element));
  GstCaps *wanted = gst_caps_from_string ("text/plain");
  fail_unless (gst_caps_is_equal (caps, wanted));
  gst_caps_unref (wanted);
  gst_caps_unref (caps);
}

GST_END_TEST;

static Suite *
mqttsrc_suite (void)
{
  Suite *suite = suite_create ("mqttsrc");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_receives_what_mqttsink_sends);
  return suite;
}

GST_CHECK_MAIN (mqttsrc);

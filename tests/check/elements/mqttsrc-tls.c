/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Whose certificate is accepted: names are looked up by us and connected to by
 * address, so that libmosquitto's own check would see no name. */
#include <glib/gstdio.h>
#include <gst/check/gstcheck.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "mqttpeer.h"

/* Ends what was made before: it was valid for an hour, an hour ago. openssl's
 * own commands take no date of the past before 3.4. */
static void
let_expire (MqttBroker * broker, const gchar * name)
{
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *key_path = g_strdup_printf ("%s/%s.key", folder, name);
  g_autofree gchar *cert_path = g_strdup_printf ("%s/%s.pem", folder, name);
  FILE *key_file = fopen (key_path, "re"), *cert_file = fopen (cert_path, "re");

  fail_unless (key_file != NULL && cert_file != NULL);
  EVP_PKEY *key = PEM_read_PrivateKey (key_file, NULL, NULL, NULL);
  X509 *cert = PEM_read_X509 (cert_file, NULL, NULL, NULL);
  fclose (key_file);
  fclose (cert_file);
  X509_gmtime_adj (X509_getm_notBefore (cert), -7200);
  X509_gmtime_adj (X509_getm_notAfter (cert), -3600);
  fail_unless (X509_sign (cert, key, EVP_sha256 ()) > 0);
  cert_file = fopen (cert_path, "we");
  fail_unless (PEM_write_X509 (cert_file, cert) == 1);
  fclose (cert_file);
  X509_free (cert);
  EVP_PKEY_free (key);
}

static gchar *
read_certificate (MqttBroker * broker, const gchar * name)
{
  g_autofree gchar *path =
      g_strdup_printf ("%s/%s.pem", mqtt_broker_folder (broker), name);
  gchar *text = NULL;

  fail_unless (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static MqttBroker *
broker_with_tls (const gchar * san, const gchar * more)
{
  g_autofree gchar *config =
      g_strdup_printf ("listener %%p 127.0.0.1\nkeyfile %%d/server.key\n"
      "certfile %%d/server.pem\n%s", more);
  MqttBroker *broker = mqtt_broker_new_stopped (config);

  mqtt_broker_make_certificate (broker, "server", san);
  mqtt_broker_make_certificate (broker, "other", "DNS:localhost,IP:127.0.0.1");
  mqtt_broker_start (broker);
  return broker;
}

static MqttPeer *
play (MqttBroker * broker, const gchar * host, const gchar * ca,
    const gchar * more)
{
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t uri=mqtts://%s:%u ca-file=%s/%s.pem "
      "%s", host, mqtt_broker_port (broker), folder, ca, more);

  return mqtt_peer_new_playing (broker, description);
}

GST_START_TEST (test_accepts_the_right_name_and_the_right_address)
{
  static const gchar *const hosts[] = { "localhost", "127.0.0.1" };
  g_autoptr (MqttBroker) broker =
      broker_with_tls ("DNS:localhost,IP:127.0.0.1", "");

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++) {
    g_autoptr (MqttPeer) source = play (broker, hosts[i], "server", "");

    mqtt_peer_expect (source, "mqtt-subscribed");
  }
}

GST_END_TEST;

GST_START_TEST (test_passes_a_megabyte_both_ways)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost", "");
  g_autoptr (MqttPeer) source = play (broker, "localhost", "server", "");
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t qos=2 uri=mqtts://localhost:%u "
      "ca-file=%s/server.pem", mqtt_broker_port (broker),
      mqtt_broker_folder (broker));
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);
  g_autofree gchar *text = g_malloc0 (1024 * 1024 + 1);

  memset (text, 'x', 1024 * 1024);
  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < 3; i++) {
    mqtt_peer_push (sink, text);
    mqtt_peer_pull (source, text);
  }
}

GST_END_TEST;

static void
refuse (const gchar * san, const gchar * host, const gchar * ca,
    const gchar * text)
{
  g_autoptr (MqttBroker) broker = broker_with_tls (san, "");
  g_autoptr (MqttPeer) source = play (broker, host, ca, "");

  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, text);
}

GST_START_TEST (test_refuses_a_certificate_of_another_ca)
{
  refuse ("DNS:localhost", "localhost", "other", "certificate");
}

GST_END_TEST;

GST_START_TEST (test_refuses_a_certificate_of_another_name)
{
  refuse ("DNS:other.example", "localhost", "server", "hostname mismatch");
}

GST_END_TEST;

GST_START_TEST (test_refuses_a_certificate_without_our_address)
{
  refuse ("DNS:localhost,IP:127.0.0.2", "127.0.0.1", "server",
      "IP address mismatch");
}

GST_END_TEST;

GST_START_TEST (test_refuses_a_certificate_that_has_expired)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost", "");

  mqtt_broker_kill (broker);
  let_expire (broker, "server");
  mqtt_broker_start (broker);
  g_autoptr (MqttPeer) source = play (broker, "localhost", "server", "");
  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, "expired");
}

GST_END_TEST;

/* The broker's next certificate, while we run: one that ca-file knows, then
 * one that it does not. */
GST_START_TEST (test_looks_at_the_certificate_of_each_connection)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost", "");
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *first = read_certificate (broker, "server");

  mqtt_broker_make_certificate (broker, "next", "DNS:localhost");
  g_autofree gchar *second = read_certificate (broker, "next");
  g_autofree gchar *both = g_strconcat (first, second, NULL);
  g_free (mqtt_broker_write_file (broker, "both.pem", both));
  g_autoptr (MqttPeer) source = play (broker, "localhost", "both",
      "reconnect-delay-min=10 reconnect-delay-max=20");
  mqtt_peer_expect (source, "mqtt-subscribed");

  /* mosquitto listens before it reads them: never while it starts. */
  mqtt_broker_kill (broker);
  static const gchar *const kinds[] = { "pem", "key" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree gchar *from = g_strdup_printf ("%s/next.%s", folder, kinds[i]);
    g_autofree gchar *to = g_strdup_printf ("%s/server.%s", folder, kinds[i]);

    fail_unless (g_rename (from, to) == 0);
  }
  mqtt_broker_start (broker);
  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless (mqtt_peer_stat (source, "reconnects") >= 1);

  mqtt_broker_kill (broker);
  mqtt_broker_make_certificate (broker, "server", "DNS:localhost");
  mqtt_broker_start (broker);
  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, "certificate");
}

GST_END_TEST;

GST_START_TEST (test_does_not_take_the_address_for_the_name)
{
  refuse ("IP:127.0.0.1", "localhost", "server", "hostname mismatch");
}

GST_END_TEST;

GST_START_TEST (test_insecure_connects_with_a_warning)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:other.example", "");
  g_autoptr (MqttPeer) source =
      play (broker, "localhost", "other", "tls-insecure=true");

  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS, "not checked");
  mqtt_peer_expect (source, "mqtt-subscribed");
}

GST_END_TEST;

GST_START_TEST (test_shows_a_client_certificate)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost",
      "cafile %d/other.pem\nrequire_certificate true\n");
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *more =
      g_strdup_printf ("cert-file=%s/other.pem key-file=%s/other.key",
      folder, folder);
  g_autoptr (MqttPeer) source = play (broker, "localhost", "server", more);

  mqtt_peer_expect (source, "mqtt-subscribed");

  g_autoptr (MqttPeer) without = play (broker, "localhost", "server", "");
  mqtt_peer_wait_warning (without, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "MQTT broker localhost");
}

GST_END_TEST;

GST_START_TEST (test_keeps_trying_when_its_certificate_is_not_taken)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost",
      "cafile %d/server.pem\nrequire_certificate true\n");
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *more =
      g_strdup_printf ("cert-file=%s/other.pem key-file=%s/other.key",
      folder, folder);
  g_autoptr (MqttPeer) source = play (broker, "localhost", "server", more);

  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "MQTT broker localhost");
}

GST_END_TEST;

GST_START_TEST (test_keeps_trying_a_tls_port_without_tls)
{
  g_autoptr (MqttBroker) broker = broker_with_tls ("DNS:localhost", "");
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t connect-timeout=300");

  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "127.0.0.1");
}

GST_END_TEST;

GST_START_TEST (test_keeps_trying_a_port_without_tls)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t tls=true connect-timeout=300");
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);

  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "127.0.0.1");
}

GST_END_TEST;

GST_START_TEST (test_names_the_file_that_it_cannot_read)
{
  g_autoptr (MqttPeer) source =
      mqtt_peer_new (NULL, "mqttsrc topic=t tls=true ca-file=/nowhere.pem");

  fail_unless_equals_int (gst_element_set_state (source->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ, "/nowhere.pem");
}

GST_END_TEST;

static Suite *
tls_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-tls");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_names_the_file_that_it_cannot_read);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_keeps_trying_a_port_without_tls);
  if (!mqtt_broker_can_make_certificates ())
    return suite;
  tcase_add_test (tc, test_accepts_the_right_name_and_the_right_address);
  tcase_add_test (tc, test_passes_a_megabyte_both_ways);
  tcase_add_test (tc, test_refuses_a_certificate_of_another_ca);
  tcase_add_test (tc, test_refuses_a_certificate_of_another_name);
  tcase_add_test (tc, test_refuses_a_certificate_without_our_address);
  tcase_add_test (tc, test_refuses_a_certificate_that_has_expired);
  tcase_add_test (tc, test_looks_at_the_certificate_of_each_connection);
  tcase_add_test (tc, test_does_not_take_the_address_for_the_name);
  tcase_add_test (tc, test_insecure_connects_with_a_warning);
  tcase_add_test (tc, test_shows_a_client_certificate);
  tcase_add_test (tc, test_keeps_trying_when_its_certificate_is_not_taken);
  tcase_add_test (tc, test_keeps_trying_a_tls_port_without_tls);
  return suite;
}

GST_CHECK_MAIN (tls);

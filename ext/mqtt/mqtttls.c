/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqtttls.h"

#include <gio/gio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "edgeerror.h"

/* libmosquitto connects to a numeric address, because names are looked up by
 * something that can be cancelled, and would send that address as server name
 * and compare it with the certificate. So the context is ours: it checks the
 * real name, and puts it back as server name before the handshake starts. */
static void
on_handshake (const SSL * ssl, int where, int ret)
{
  MqttTls *tls = SSL_CTX_get_app_data (SSL_get_SSL_CTX (ssl));

  if ((where & SSL_CB_HANDSHAKE_START) == 0 || SSL_is_init_finished (ssl))
    return;
  /* RFC 6066, 3: an address is no server name. */
  SSL_set_tlsext_host_name ((SSL *) ssl, (tls->is_address ? NULL : tls->host));
}

static int
on_verify (int ok, X509_STORE_CTX * store)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (store,
      SSL_get_ex_data_X509_STORE_CTX_idx ());
  MqttTls *tls = SSL_CTX_get_app_data (SSL_get_SSL_CTX (ssl));

  if (!ok)
    tls->verify_error = X509_STORE_CTX_get_error (store);
  return ok;
}

static gboolean
fail (GError ** error, EdgeError code, const gchar * sentence,
    const gchar * file)
{
  gchar text[256];

  ERR_error_string_n (ERR_get_error (), text, sizeof (text));
  ERR_clear_error ();
  edge_set_error (error, code, sentence, "%s: %s", file, text);
  return FALSE;
}

/* A key with a pass phrase would make OpenSSL ask on the terminal. */
static int
no_pass_phrase (char *buffer, int size, int writing, void *user_data)
{
  return -1;
}

static gboolean
load_files (SSL_CTX * context, const MqttSettings * settings, GError ** error)
{
  if (settings->ca_file != NULL && *settings->ca_file != '\0') {
    if (SSL_CTX_load_verify_locations (context, settings->ca_file, NULL) != 1)
      return fail (error, EDGE_ERROR_OPEN_READ,
          "Could not read the CA certificates for the MQTT broker.",
          settings->ca_file);
  } else if (SSL_CTX_set_default_verify_paths (context) != 1) {
    return fail (error, EDGE_ERROR_OPEN_READ,
        "Could not read the system's CA certificates.", "default paths");
  }
  if (settings->cert_file == NULL || *settings->cert_file == '\0')
    return TRUE;
  if (SSL_CTX_use_certificate_chain_file (context, settings->cert_file) != 1)
    return fail (error, EDGE_ERROR_OPEN_READ,
        "Could not read the client certificate for the MQTT broker.",
        settings->cert_file);
  if (SSL_CTX_use_PrivateKey_file (context, settings->key_file,
          SSL_FILETYPE_PEM) != 1)
    return fail (error, EDGE_ERROR_OPEN_READ,
        "Could not read the key of the client certificate for the MQTT broker.",
        settings->key_file);
  if (SSL_CTX_check_private_key (context) != 1)
    return fail (error, EDGE_ERROR_SETTINGS,
        "The key does not belong to the client certificate.",
        settings->key_file);
  return TRUE;
}

SSL_CTX *
mqtt_tls_context_new (MqttTls * tls, const MqttSettings * settings,
    GError ** error)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());

  if (context == NULL) {
    fail (error, EDGE_ERROR_LIBRARY, "Could not start TLS.", "SSL_CTX_new");
    return NULL;
  }
  SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION);
  /* libmosquitto hands over a buffer that it may have moved by the retry. */
  SSL_CTX_set_mode (context, SSL_MODE_ENABLE_PARTIAL_WRITE
      | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb (context, no_pass_phrase);
  SSL_CTX_set_app_data (context, tls);
  SSL_CTX_set_info_callback (context, on_handshake);
  if (!load_files (context, settings, error)) {
    SSL_CTX_free (context);
    return NULL;
  }
  if (settings->tls_insecure) {
    SSL_CTX_set_verify (context, SSL_VERIFY_NONE, NULL);
    return context;
  }
  X509_VERIFY_PARAM *param = SSL_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_hostflags (param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  int ok = tls->is_address ? X509_VERIFY_PARAM_set1_ip_asc (param, tls->host)
      : X509_VERIFY_PARAM_set1_host (param, tls->host, 0);
  if (ok != 1) {
    fail (error, EDGE_ERROR_SETTINGS,
        "The host of the MQTT broker cannot be the name in a certificate.",
        tls->host);
    SSL_CTX_free (context);
    return NULL;
  }
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, on_verify);
  return context;
}

void
mqtt_tls_forget_errors (const MqttTls * tls)
{
  if (tls->host != NULL)
    ERR_clear_error ();
}

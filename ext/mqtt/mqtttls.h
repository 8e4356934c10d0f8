/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <openssl/ssl.h>

#include "mqttsettings.h"

G_BEGIN_DECLS

/* What a TLS handshake left behind. Only for who serves the connection. */
typedef struct
{
  gchar *host;                  /* the name that the certificate must have */
  gboolean is_address;          /* host is an IP address */
  int verify_error;             /* X509_V_ERR_..., X509_V_OK: none */
} MqttTls;

/* A context that checks the broker's certificate against host whatever address
 * libmosquitto was told to connect to. tls must live as long as it. NULL with
 * EDGE_ERROR_SETTINGS or EDGE_ERROR_OPEN_READ. */
SSL_CTX * mqtt_tls_context_new (MqttTls * tls, const MqttSettings * settings,
                                GError ** error);

/* OpenSSL takes whatever error this thread has left in its queue, and a guest's
 * has passed through others' code, for one of the next call. Before each call
 * of libmosquitto that reads or writes, and after what others were told from
 * within one. */
void      mqtt_tls_forget_errors (const MqttTls * tls);

G_END_DECLS

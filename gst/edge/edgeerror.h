/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What can go wrong outside of us. Pure modules and connections report one of
 * these as a GError; the element turns it into a message with
 * edge_post_error(), and only there becomes it a GStreamer domain and code. */
typedef enum
{
  EDGE_ERROR_SETTINGS,          /* a property is missing or contradicts another */
  EDGE_ERROR_NOT_FOUND,         /* host, device or room is not there */
  EDGE_ERROR_OPEN_READ,         /* refused, unreachable or too late */
  EDGE_ERROR_OPEN_WRITE,
  EDGE_ERROR_OPEN_READ_WRITE,
  EDGE_ERROR_NOT_AUTHORIZED,    /* login, token or certificate refused */
  EDGE_ERROR_BUSY,              /* somebody else has the device or the id */
  EDGE_ERROR_READ,              /* connection lost, receiving failed */
  EDGE_ERROR_WRITE,             /* connection lost, sending failed */
  EDGE_ERROR_NO_SPACE,          /* a queue or shared memory is full */
  EDGE_ERROR_FORMAT,            /* the other side sent malformed data */
  EDGE_ERROR_CODEC,             /* the other side offers no codec that we have */
  EDGE_ERROR_NEGOTIATION,       /* caps cannot work */
  EDGE_ERROR_MISSING_PLUGIN,    /* a child element is not installed */
  EDGE_ERROR_LIBRARY,           /* a library could not be initialised */
  EDGE_ERROR_FAILED,            /* anything else */
} EdgeError;

#define EDGE_ERROR (edge_error_quark ())
GQuark   edge_error_quark (void);

/* sentence: for the user, with a period. The rest: what was tried on what and
 * what came back, for the developer. */
GError * edge_error_new   (EdgeError code, const gchar * sentence,
                           const gchar * debug_format, ...) G_GNUC_PRINTF (3, 4);
void     edge_set_error   (GError ** error, EdgeError code,
                           const gchar * sentence,
                           const gchar * debug_format, ...) G_GNUC_PRINTF (4, 5);

/* The part of the message for the user; free with g_free(). */
gchar *  edge_error_sentence (const GError * error);

/* Post error as ERROR or WARNING message of element. Errors of another domain
 * become RESOURCE/FAILED with a stock sentence. */
void     edge_post_error   (GstElement * element, const GError * error);
void     edge_post_warning (GstElement * element, const GError * error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Access to JSON text (RFC 8259) of somebody else: bounded, type-checked. */

#define EDGE_JSON_MAX_DEPTH 16

typedef enum
{
  EDGE_JSON_MISSING,            /* not there, or null */
  EDGE_JSON_OK,
  EDGE_JSON_WRONG_TYPE,         /* there, but not usable as what was asked for */
} EdgeJsonResult;

/* Parse exactly one JSON object of at most max_size bytes. Refused, as
 * EDGE_ERROR_FORMAT: more bytes, a NUL byte, invalid UTF-8, nesting deeper
 * than EDGE_JSON_MAX_DEPTH, anything but an object, trailing text. The debug
 * text of the error does not quote the input. */
JsonObject *   edge_json_parse_object (const guint8 * data, gsize size,
                                       gsize max_size, GError ** error);

/* Finite numbers only; integers are taken too. */
EdgeJsonResult edge_json_get_double   (JsonObject * object, const gchar * name,
                                       gdouble * value);
/* A number without fraction that fits. */
EdgeJsonResult edge_json_get_int64    (JsonObject * object, const gchar * name,
                                       gint64 * value);
/* The string belongs to object. */
EdgeJsonResult edge_json_get_string   (JsonObject * object, const gchar * name,
                                       const gchar ** value);
EdgeJsonResult edge_json_get_object   (JsonObject * object, const gchar * name,
                                       JsonObject ** value);

/* Compact text of object; free with g_free(). */
gchar *        edge_json_to_string    (JsonObject * object);

G_END_DECLS

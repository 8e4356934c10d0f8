/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgeerror.h"

#include <string.h>

/* Where the sentence ends and the debug text begins in GError.message. */
#define SEPARATOR '\n'

typedef struct
{
  GQuark (*domain) (void);
  gint code;
} Mapping;

/* *INDENT-OFF* */
static const Mapping mappings[] = {
  [EDGE_ERROR_SETTINGS] = { gst_resource_error_quark, GST_RESOURCE_ERROR_SETTINGS },
  [EDGE_ERROR_NOT_FOUND] = { gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND },
  [EDGE_ERROR_OPEN_READ] = { gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_READ },
  [EDGE_ERROR_OPEN_WRITE] = { gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_WRITE },
  [EDGE_ERROR_OPEN_READ_WRITE] = { gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_READ_WRITE },
  [EDGE_ERROR_NOT_AUTHORIZED] = { gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_AUTHORIZED },
  [EDGE_ERROR_BUSY] = { gst_resource_error_quark, GST_RESOURCE_ERROR_BUSY },
  [EDGE_ERROR_READ] = { gst_resource_error_quark, GST_RESOURCE_ERROR_READ },
  [EDGE_ERROR_WRITE] = { gst_resource_error_quark, GST_RESOURCE_ERROR_WRITE },
  [EDGE_ERROR_NO_SPACE] = { gst_resource_error_quark, GST_RESOURCE_ERROR_NO_SPACE_LEFT },
  [EDGE_ERROR_FORMAT] = { gst_stream_error_quark, GST_STREAM_ERROR_FORMAT },
  [EDGE_ERROR_CODEC] = { gst_stream_error_quark, GST_STREAM_ERROR_CODEC_NOT_FOUND },
  [EDGE_ERROR_NEGOTIATION] = { gst_core_error_quark, GST_CORE_ERROR_NEGOTIATION },
  [EDGE_ERROR_MISSING_PLUGIN] = { gst_core_error_quark, GST_CORE_ERROR_MISSING_PLUGIN },
  [EDGE_ERROR_LIBRARY] = { gst_library_error_quark, GST_LIBRARY_ERROR_INIT },
  [EDGE_ERROR_FAILED] = { gst_resource_error_quark, GST_RESOURCE_ERROR_FAILED },
};
/* *INDENT-ON* */

/* Not by G_DEFINE_QUARK, which keeps the quark in a variable without a lock. */
GQuark
edge_error_quark (void)
{
  return g_quark_from_static_string ("edge-error-quark");
}

static GError *
G_GNUC_PRINTF (3, 0)
error_new_valist (EdgeError code, const gchar * sentence,
    const gchar * debug_format, va_list args)
{
  g_autofree gchar *debug = g_strdup_vprintf (debug_format, args);
  g_autofree gchar *message =
      g_strdup_printf ("%s%c%s", sentence, SEPARATOR, debug);

  return g_error_new_literal (EDGE_ERROR, (gint) code, message);
}

GError *
edge_error_new (EdgeError code, const gchar * sentence,
    const gchar * debug_format, ...)
{
  va_list args;

  va_start (args, debug_format);
  GError *error = error_new_valist (code, sentence, debug_format, args);
  va_end (args);
  return error;
}

void
edge_set_error (GError ** error, EdgeError code, const gchar * sentence,
    const gchar * debug_format, ...)
{
  va_list args;

  va_start (args, debug_format);
  GError *made = error_new_valist (code, sentence, debug_format, args);
  va_end (args);
  g_propagate_error (error, made);
}

gchar *
edge_error_sentence (const GError * error)
{
  const gchar *end = strchr (error->message, SEPARATOR);

  return end != NULL ? g_strndup (error->message, end - error->message)
      : g_strdup (error->message);
}

static void
post (GstElement * element, GstMessageType type, const GError * error)
{
  GQuark domain = GST_RESOURCE_ERROR;
  gint code = GST_RESOURCE_ERROR_FAILED;
  gchar *sentence = NULL;       /* NULL: GStreamer's own text for the code */
  gchar *debug = g_strdup (error->message);

  if (error->domain == EDGE_ERROR && error->code >= 0
      && (gsize) error->code < G_N_ELEMENTS (mappings)) {
    const gchar *end = strchr (error->message, SEPARATOR);

    domain = mappings[error->code].domain ();
    code = mappings[error->code].code;
    sentence = edge_error_sentence (error);
    if (end != NULL) {
      g_free (debug);
      debug = g_strdup (end + 1);
    }
  }
  gst_element_message_full (element, type, domain, code, sentence, debug,
      __FILE__, GST_FUNCTION, __LINE__);
}

void
edge_post_error (GstElement * element, const GError * error)
{
  post (element, GST_MESSAGE_ERROR, error);
}

void
edge_post_warning (GstElement * element, const GError * error)
{
  post (element, GST_MESSAGE_WARNING, error);
}

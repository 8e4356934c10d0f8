/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "viewerpass.h"

#include "edgeerror.h"
#include "edgejson.h"
#include "edgejwt.h"

/* In seconds, the last one that is surely a whole number of milliseconds. */
#define MAX_TIME 9007199254740.0

static const gchar *const roles[] = { "drive", "watch" };

typedef enum
{
  FAULT_NONE,
  FAULT_MISSING,
  FAULT_WRONG,
  FAULT_EXPIRED,
  FAULT_EARLY,
  FAULT_VIEWER,
  FAULT_DEVICE,
} Fault;

static const gchar *const sentences[] = {
  NULL,
  "This robot lets in only who has a link of its owner's.",
  "The link is not valid.",
  "The link has expired.",
  "The link is not valid yet.",
  "The link is for another viewer.",
  "The link is for another robot.",
};

/* A NumericDate of RFC 7519, 2: seconds, perhaps with decimals. */
static EdgeJsonResult
get_time (JsonObject * claims, const gchar * name, gint64 * milliseconds)
{
  gdouble seconds;
  EdgeJsonResult result = edge_json_get_double (claims, name, &seconds);

  if (result != EDGE_JSON_OK)
    return result;
  if (seconds < 0 || seconds > MAX_TIME)
    return EDGE_JSON_WRONG_TYPE;
  *milliseconds = (gint64) (seconds * 1000);
  return EDGE_JSON_OK;
}

static gboolean
is_text (JsonNode * node, const gchar * text)
{
  return JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING
      && g_str_equal (json_node_get_string (node), text);
}

/* RFC 7519, 4.1.3: one audience, or an array of them. */
static gboolean
is_for_device (JsonObject * claims, const gchar * device)
{
  JsonNode *node = json_object_get_member (claims, "aud");
  JsonArray *array;

  if (node == NULL || is_text (node, device))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (is_text (json_array_get_element (array, i), device))
      return TRUE;
  }
  return FALSE;
}

static gboolean
read_role (JsonObject * claims, ViewerRole * role)
{
  const gchar *text;

  *role = VIEWER_ROLE_WATCH;
  if (!json_object_has_member (claims, "role"))
    return TRUE;
  if (edge_json_get_string (claims, "role", &text) != EDGE_JSON_OK)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    if (g_str_equal (text, roles[i])) {
      *role = (ViewerRole) i;
      return TRUE;
    }
  }
  return FALSE;
}

static Fault
read_claims (ViewerPass * pass, JsonObject * claims, const gchar * viewer,
    const gchar * device, gint64 now)
{
  const gchar *subject;
  gint64 begins = 0;

  if (edge_json_get_string (claims, "sub", &subject) != EDGE_JSON_OK
      || get_time (claims, "exp", &pass->expires) != EDGE_JSON_OK
      || get_time (claims, "nbf", &begins) == EDGE_JSON_WRONG_TYPE
      || !read_role (claims, &pass->role))
    return FAULT_WRONG;
  if (!g_str_equal (subject, viewer))
    return FAULT_VIEWER;
  if (!is_for_device (claims, device))
    return FAULT_DEVICE;
  if (now >= pass->expires)
    return FAULT_EXPIRED;
  return now < begins - VIEWER_PASS_LEEWAY ? FAULT_EARLY : FAULT_NONE;
}

gboolean
viewer_pass_check (ViewerPass * pass, const gchar * token, const guint8 * key,
    gsize key_size, const gchar * viewer, const gchar * device, gint64 now,
    GError ** error)
{
  ViewerPass read = { VIEWER_ROLE_WATCH, 0 };
  Fault fault = FAULT_MISSING;
  g_autoptr (GError) cause = NULL;

  if (token != NULL) {
    g_autoptr (JsonObject) claims =
        edge_jwt_verify (token, key, key_size, &cause);

    fault = claims == NULL ? FAULT_WRONG :
        read_claims (&read, claims, viewer, device, now);
  }
  if (fault != FAULT_NONE) {
    edge_set_error (error, EDGE_ERROR_NOT_AUTHORIZED, sentences[fault],
        "%s", cause != NULL ? cause->message : "see the sentence");
    return FALSE;
  }
  *pass = read;
  return TRUE;
}

const gchar *
viewer_role_to_string (ViewerRole role)
{
  return roles[role];
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxtelemetry.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

void
picarx_state_read (PicarxState * self, const PicarxShadow * shadow,
    const PicarxCalibration * trim)
{
  self->left = picarx_shadow_left (shadow, trim);
  self->right = picarx_shadow_right (shadow, trim);
  self->steer = picarx_shadow_steer (shadow, trim);
  self->pan = picarx_shadow_pan (shadow, trim);
  self->tilt = picarx_shadow_tilt (shadow, trim);
}

gboolean
picarx_state_equal (const PicarxState * self, const PicarxState * other)
{
  return self->left == other->left && self->right == other->right
      && self->steer == other->steer && self->pan == other->pan
      && self->tilt == other->tilt && self->estop == other->estop
      && g_strcmp0 (self->driver, other->driver) == 0
      && g_strcmp0 (self->failsafe, other->failsafe) == 0
      && g_strcmp0 (self->warning, other->warning) == 0;
}

void
picarx_state_take (PicarxState * self, PicarxState * from)
{
  picarx_state_clear (self);
  *self = *from;
  memset (from, 0, sizeof *from);
}

void
picarx_state_clear (PicarxState * self)
{
  g_free (self->driver);
  memset (self, 0, sizeof *self);
}

/* name is one of ours; value may be anybody's. */
static void
add_text (GString * json, const gchar * name, const gchar * value)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_NULL);

  if (value != NULL)
    node = json_node_init_string (node, value);
  g_autofree gchar *text = json_to_string (node, FALSE);
  g_string_append_printf (json, ",\"%s\":%s", name, text);
}

static void
add_number (GString * json, const gchar * name, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (json, ",\"%s\":%s", name, isnan (value) ? "null"
      : g_ascii_formatd (text, sizeof text, "%.1f", value));
}

static void
add_grayscale (GString * json, const gint * values)
{
  if (values[0] >= 0)
    g_string_append_printf (json, ",\"grayscale\":[%d,%d,%d]", values[0],
        values[1], values[2]);
  else
    g_string_append (json, ",\"grayscale\":null");
}

static void
add_clamped (GString * json, guint clamped)
{
  const gchar *comma = "";

  g_string_append (json, ",\"clamped\":[");
  for (guint i = 0; i < PICARX_N_FIELDS; i++) {
    if (clamped & (1u << i)) {
      g_string_append_printf (json, "%s\"%s\"", comma, picarx_field_names[i]);
      comma = ",";
    }
  }
  g_string_append_c (json, ']');
}

static void
add_answer (GString * json, const PicarxTicket * ticket, PicarxRefused refused)
{
  static const gchar *const reasons[] = {
    [PICARX_REFUSED_DRIVER] = "driver",
    [PICARX_REFUSED_SEQ] = "seq",
    [PICARX_REFUSED_ESTOP] = "estop",
    [PICARX_REFUSED_AGE] = "age",
    [PICARX_REFUSED_INPUT] = "input",
  };

  if (ticket->id != NULL)
    g_string_append_printf (json, ",\"id\":%s", ticket->id);
  if (ticket->has_seq)
    g_string_append_printf (json, ",\"seq\":%" G_GINT64_FORMAT, ticket->seq);
  if (ticket->from[0] != '\0')
    add_text (json, "from", ticket->from);
  if (ticket->clamped != 0)
    add_clamped (json, ticket->clamped);
  if (refused != PICARX_REFUSED_NOT)
    add_text (json, "refused", reasons[refused]);
}

gchar *
picarx_telemetry (const PicarxState * state, const PicarxTicket * ticket,
    PicarxRefused refused)
{
  GString *json = g_string_new (NULL);

  g_string_printf (json, "{\"type\":\"telemetry\",\"left\":%d,\"right\":%d,"
      "\"steer\":%d,\"pan\":%d,\"tilt\":%d", state->left, state->right,
      state->steer, state->pan, state->tilt);
  add_text (json, "driver", state->driver);
  g_string_append_printf (json, ",\"estop\":%s",
      state->estop ? "true" : "false");
  add_text (json, "failsafe", state->failsafe);
  add_number (json, "battery", state->battery);
  add_number (json, "distance", state->distance);
  add_grayscale (json, state->grayscale);
  if (state->warning != NULL)
    add_text (json, "warning", state->warning);
  if (ticket != NULL)
    add_answer (json, ticket, refused);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

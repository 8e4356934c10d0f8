/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxcommand.h"

#include <math.h>
#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"
#include "picarxmath.h"

/* Below this the document's stick rests. */
#define THROTTLE_REST 0.01

const gchar *const picarx_field_names[PICARX_N_FIELDS] = {
  "speed", "throttle", "steer", "pan", "tilt",
};

typedef struct
{
  const gchar *name;
  PicarxAction action;
} ActionName;

static const ActionName action_names[] = {
  {"move", PICARX_ACTION_MOVE},
  {"servo", PICARX_ACTION_SERVO},
  {"stop", PICARX_ACTION_STOP},
  {"estop", PICARX_ACTION_ESTOP},
  {"clear", PICARX_ACTION_CLEAR},
  {"take", PICARX_ACTION_TAKE},
  {"release", PICARX_ACTION_RELEASE},
};

typedef struct
{
  const gchar *name;
  gint direction;
  gint turn;
} DirectionName;

static const DirectionName direction_names[] = {
  {"forward", 1, 0},
  {"backward", -1, 0},
  {"left", 1, -1},
  {"right", 1, 1},
};

static gboolean
fail (GError ** error, const gchar * why)
{
  edge_set_error (error, EDGE_ERROR_FORMAT,
      "A drive command could not be understood and was dropped.", "%s", why);
  return FALSE;
}

static gdouble
clamp (PicarxCommand * command, gdouble value, gdouble low, gdouble high,
    guint field)
{
  if (value >= low && value <= high)
    return value;
  command->ticket.clamped |= field;
  return value < low ? low : high;
}

/* from, seq, id and at. FALSE if one of them is there but no good; the others are
 * read all the same. */
static gboolean
read_ticket (PicarxTicket * ticket, JsonObject * object, GError ** error)
{
  const gchar *text = NULL;
  const gchar *fault = NULL;
  gint64 number;

  EdgeJsonResult result = edge_json_get_string (object, "id", &text);
  if (result == EDGE_JSON_OK && strlen (text) <= PICARX_MAX_ID) {
    JsonNode *node = json_object_get_member (object, "id");
    ticket->id = json_to_string (node, FALSE);
  } else if (edge_json_get_int64 (object, "id", &number) == EDGE_JSON_OK) {
    ticket->id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  } else if (result != EDGE_JSON_MISSING) {
    fault = "id is neither a short text nor a whole number";
  }

  result = edge_json_get_int64 (object, "seq", &ticket->seq);
  ticket->has_seq = result == EDGE_JSON_OK;
  if (result == EDGE_JSON_WRONG_TYPE)
    fault = "seq is no whole number";

  result = edge_json_get_double (object, "at", &ticket->at);
  ticket->has_at = result == EDGE_JSON_OK;
  if (result == EDGE_JSON_WRONG_TYPE)
    fault = "at is no number";

  result = edge_json_get_string (object, "from", &text);
  if (result == EDGE_JSON_OK && strlen (text) <= PICARX_MAX_NAME) {
    g_free (ticket->from);
    ticket->from = g_strdup (text);
  } else if (result != EDGE_JSON_MISSING) {
    fault = "from is no short text";
  }
  return fault == NULL || fail (error, fault);
}

static gboolean
read_action (PicarxCommand * command, JsonObject * object, GError ** error)
{
  const gchar *name = NULL;

  switch (edge_json_get_string (object, "action", &name)) {
    case EDGE_JSON_MISSING:
      if (json_object_has_member (object, "throttle")
          || json_object_has_member (object, "steer"))
        command->action = PICARX_ACTION_MOVE;
      else
        command->action = PICARX_ACTION_SERVO;
      return TRUE;
    case EDGE_JSON_OK:
      for (guint i = 0; i < G_N_ELEMENTS (action_names); i++) {
        if (g_str_equal (name, action_names[i].name)) {
          command->action = action_names[i].action;
          return TRUE;
        }
      }
      return fail (error, "unknown action");
    default:
      return fail (error, "action is no text");
  }
}

static void
set_speed (PicarxCommand * command, gdouble speed, guint field,
    const PicarxLimits * limits)
{
  command->speed = clamp (command, speed, 0, limits->max_speed, field);
}

gboolean
picarx_command_move (PicarxCommand * command, const gchar * direction,
    gdouble speed, const PicarxLimits * limits)
{
  for (guint i = 0; i < G_N_ELEMENTS (direction_names); i++) {
    if (g_str_equal (direction, direction_names[i].name)) {
      command->action = PICARX_ACTION_MOVE;
      command->direction = direction_names[i].direction;
      command->angle = direction_names[i].turn * (gdouble) limits->turn_angle;
      set_speed (command, speed, PICARX_CLAMPED_SPEED, limits);
      return TRUE;
    }
  }
  return FALSE;
}

/* {"action":"move","dir":"left","speed":50} */
static gboolean
read_move (PicarxCommand * command, JsonObject * object,
    const PicarxLimits * limits, GError ** error)
{
  const gchar *direction = NULL;
  gdouble speed = MIN (limits->default_speed, limits->max_speed);

  if (edge_json_get_double (object, "speed", &speed) == EDGE_JSON_WRONG_TYPE)
    return fail (error, "speed is no number");
  if (edge_json_get_string (object, "dir", &direction) != EDGE_JSON_OK)
    return fail (error, "dir is missing or no text");
  if (!picarx_command_move (command, direction, speed, limits))
    return fail (error, "unknown dir");
  return TRUE;
}

/* {"throttle":0.4,"steer":-0.2}, the sticks of a gamepad */
static gboolean
read_sticks (PicarxCommand * command, JsonObject * object,
    const PicarxLimits * limits, GError ** error)
{
  gdouble throttle = 0;
  gdouble steer = 0;

  if (edge_json_get_double (object, "throttle", &throttle)
      == EDGE_JSON_WRONG_TYPE)
    return fail (error, "throttle is no number");
  if (edge_json_get_double (object, "steer", &steer) == EDGE_JSON_WRONG_TYPE)
    return fail (error, "steer is no number");
  throttle = clamp (command, throttle, -1, 1, PICARX_CLAMPED_THROTTLE);
  steer = clamp (command, steer, -1, 1, PICARX_CLAMPED_STEER);
  command->angle = trunc (steer * limits->turn_angle);
  if (throttle > THROTTLE_REST)
    command->direction = 1;
  else if (throttle < -THROTTLE_REST)
    command->direction = -1;
  if (command->direction != 0)
    set_speed (command, trunc (fabs (throttle) * 100), PICARX_CLAMPED_THROTTLE,
        limits);
  return TRUE;
}

static void
set_pan (PicarxCommand * command, gdouble pan)
{
  command->has_pan = TRUE;
  command->pan =
      clamp (command, pan, PICARX_PAN_MIN, PICARX_PAN_MAX, PICARX_CLAMPED_PAN);
}

static void
set_tilt (PicarxCommand * command, gdouble tilt)
{
  command->has_tilt = TRUE;
  command->tilt = clamp (command, tilt, PICARX_TILT_MIN, PICARX_TILT_MAX,
      PICARX_CLAMPED_TILT);
}

void
picarx_command_servo (PicarxCommand * command, gdouble pan, gdouble tilt)
{
  command->action = PICARX_ACTION_SERVO;
  set_pan (command, pan);
  set_tilt (command, tilt);
}

static gboolean
read_camera (PicarxCommand * command, JsonObject * object, GError ** error)
{
  gdouble value;

  switch (edge_json_get_double (object, "pan", &value)) {
    case EDGE_JSON_OK:
      set_pan (command, value);
      break;
    case EDGE_JSON_WRONG_TYPE:
      return fail (error, "pan is no number");
    default:
      break;
  }
  switch (edge_json_get_double (object, "tilt", &value)) {
    case EDGE_JSON_OK:
      set_tilt (command, value);
      break;
    case EDGE_JSON_WRONG_TYPE:
      return fail (error, "tilt is no number");
    default:
      break;
  }
  return TRUE;
}

static gboolean
read_motion (PicarxCommand * command, JsonObject * object,
    const PicarxLimits * limits, GError ** error)
{
  if (json_object_has_member (object, "action"))
    return read_move (command, object, limits, error);
  return read_sticks (command, object, limits, error)
      && read_camera (command, object, error);
}

gboolean
picarx_command_parse (PicarxCommand * command, const guint8 * data, gsize size,
    const PicarxLimits * limits, GError ** error)
{
  g_autoptr (GError) fault = NULL;

  memset (command, 0, sizeof *command);
  command->ticket.from = g_strdup ("");

  g_autoptr (JsonObject) object =
      edge_json_parse_object (data, size, PICARX_MAX_COMMAND_SIZE, error);
  if (object == NULL)
    return FALSE;

  const gchar *type = NULL;
  if (edge_json_get_string (object, "type", &type) == EDGE_JSON_OK
      && g_str_equal (type, "telemetry")) {
    command->action = PICARX_ACTION_NONE;
    return TRUE;
  }

  gboolean usable = read_ticket (&command->ticket, object, &fault);
  if (!read_action (command, object, error))
    return FALSE;
  if (command->action == PICARX_ACTION_STOP
      || command->action == PICARX_ACTION_ESTOP)
    return TRUE;
  if (!usable) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  switch (command->action) {
    case PICARX_ACTION_MOVE:
      return read_motion (command, object, limits, error);
    case PICARX_ACTION_SERVO:
      if (!read_camera (command, object, error))
        return FALSE;
      if (!command->has_pan && !command->has_tilt)
        return fail (error, "neither action, throttle, steer, pan nor tilt");
      return TRUE;
    default:
      return TRUE;
  }
}

gboolean
picarx_command_is_neutral (const PicarxCommand * command)
{
  return command->action == PICARX_ACTION_STOP
      || (command->action == PICARX_ACTION_MOVE
      && (command->direction == 0 || command->speed == 0));
}

void
picarx_ticket_clear (PicarxTicket * ticket)
{
  g_clear_pointer (&ticket->from, g_free);
  g_clear_pointer (&ticket->id, g_free);
}

void
picarx_command_clear (PicarxCommand * command)
{
  picarx_ticket_clear (&command->ticket);
}

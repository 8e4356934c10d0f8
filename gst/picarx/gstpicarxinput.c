/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstpicarxinput.h"

#include <string.h>

#include "edgeerror.h"

static gboolean
is_stop (const PicarxCommand * command)
{
  return command->action == PICARX_ACTION_STOP
      || command->action == PICARX_ACTION_ESTOP;
}

/* mqttsrc tells; nobody knows how old such a command is. */
static gboolean
is_retained (GstBuffer * buffer)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, "GstEdgeMqttMeta");
  gboolean retained = FALSE;

  if (meta != NULL)
    gst_structure_get_boolean (gst_custom_meta_get_structure (meta), "retain",
        &retained);
  return retained;
}

static gboolean
parse (GstBuffer * buffer, gsize size, const PicarxLimits * limits,
    PicarxCommand * command, GError ** error)
{
  GstMapInfo map;

  /* Too large to look at, or even to gather. */
  if (size > PICARX_MAX_COMMAND_SIZE)
    return picarx_command_parse (command, NULL, size, limits, error);
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    command->ticket.from = g_strdup ("");
    edge_set_error (error, EDGE_ERROR_FAILED, "A buffer could not be read.",
        "gst_buffer_map() failed");
    return FALSE;
  }
  gboolean good =
      picarx_command_parse (command, map.data, map.size, limits, error);
  gst_buffer_unmap (buffer, &map);
  return good;
}

gboolean
gst_picarx_input_read (GstBuffer * buffer, const PicarxLimits * limits,
    PicarxCommand * command, GError ** error)
{
  gsize size = gst_buffer_get_size (buffer);

  memset (command, 0, sizeof *command);
  command->action = PICARX_ACTION_NONE;
  if (size == 0 || GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_GAP)
      || GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DROPPABLE))
    return TRUE;
  if (!parse (buffer, size, limits, command, error))
    return FALSE;
  if (command->action == PICARX_ACTION_NONE || is_stop (command)
      || !is_retained (buffer))
    return TRUE;
  edge_set_error (error, EDGE_ERROR_FORMAT, "A command was dropped that the "
      "broker had kept: send commands without retain.",
      "%" G_GSIZE_FORMAT " bytes", size);
  return FALSE;
}

gboolean
gst_picarx_input_read_urgent (GstEvent * event, const PicarxLimits * limits,
    PicarxCommand * command)
{
  const GstStructure *structure = gst_event_get_structure (event);
  const gchar *json = NULL;

  memset (command, 0, sizeof *command);
  if (structure != NULL && gst_structure_has_name (structure, "edge-command"))
    json = gst_structure_get_string (structure, "json");
  return json != NULL && picarx_command_parse (command, (const guint8 *) json,
      strlen (json), limits, NULL) && is_stop (command);
}

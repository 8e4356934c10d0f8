/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxcalibration.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "edgeerror.h"

/* The calibration program goes to 20. */
#define MAX_TRIM 90.0

void
picarx_calibration_init (PicarxCalibration * self)
{
  memset (self, 0, sizeof *self);
  self->left = 1;
  self->right = 1;
}

static gboolean
parse_trim (const gchar * value, gdouble * trim)
{
  gchar *end;
  gdouble number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !(fabs (number) <= MAX_TRIM))
    return FALSE;
  *trim = number;
  return TRUE;
}

/* "[1, -1]"; the spaces are gone already */
static gboolean
parse_motors (const gchar * value, gint * left, gint * right)
{
  static const gchar *const written[] = {
    "[1,1]", "[1,-1]", "[-1,1]", "[-1,-1]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (written); i++) {
    if (g_str_equal (value, written[i])) {
      *left = i & 2 ? -1 : 1;
      *right = i & 1 ? -1 : 1;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
parse_value (PicarxCalibration * self, const gchar * name, const gchar * value)
{
  if (g_str_equal (name, "picarx_dir_servo"))
    return parse_trim (value, &self->steer);
  if (g_str_equal (name, "picarx_cam_pan_servo"))
    return parse_trim (value, &self->pan);
  if (g_str_equal (name, "picarx_cam_tilt_servo"))
    return parse_trim (value, &self->tilt);
  if (g_str_equal (name, "picarx_dir_motor"))
    return parse_motors (value, &self->left, &self->right);
  return TRUE;
}

static void
remove_spaces (gchar * text)
{
  gchar *to = text;

  for (const gchar * from = text; *from != '\0'; from++)
    if (!g_ascii_isspace (*from))
      *to++ = *from;
  *to = '\0';
}

/* SunFounder's reader overlooks the last line of a file; we do not. As in
 * theirs the last of several lines of one name wins. */
guint
picarx_calibration_parse (PicarxCalibration * self, const gchar * text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint faults = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    gchar *value = strchr (lines[i], '=');

    if (lines[i][0] == '#' || value == NULL)
      continue;
    *value++ = '\0';
    remove_spaces (lines[i]);
    remove_spaces (value);
    if (!parse_value (self, lines[i], value))
      faults++;
  }
  return faults;
}

gboolean
picarx_calibration_load (PicarxCalibration * self, const gchar * filename,
    gboolean * found, guint * faults, GError ** error)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GError) local = NULL;

  *faults = 0;
  *found = g_file_get_contents (filename, &text, NULL, &local);
  if (*found) {
    *faults = picarx_calibration_parse (self, text);
  } else if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT)
      && !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
    g_autofree gchar *sentence =
        g_strdup_printf ("The calibration file %s could not be read.",
        filename);

    edge_set_error (error, EDGE_ERROR_OPEN_READ, sentence, "%s",
        local->message);
    return FALSE;
  }
  return TRUE;
}

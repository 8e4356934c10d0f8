/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* pictures FILE COUNT [PHOTO.jpg]: COUNT pictures, I420, 640x480, one after the
 * other in FILE, for the camera of the benchmarks. Of the photo: a walk over
 * it that pans and zooms and ends where it begins; without it: the bars of
 * videotestsrc. */
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <math.h>
#include <stdio.h>

#include "clockstrip.h"

#define ZOOM_MAX 1.5

/* One plane of a picture, seen through a window of another one. */
typedef struct
{
  const guint8 *data;
  guint width, height, stride;
} Plane;

static guint8
sample_plane (const Plane * plane, gdouble x, gdouble y)
{
  guint column = MIN ((guint) x, plane->width - 2);
  guint row = MIN ((guint) y, plane->height - 2);
  gdouble right = x - column, down = y - row;
  const guint8 *at = plane->data + row * plane->stride + column;
  gdouble upper = at[0] + right * (at[1] - at[0]);
  gdouble lower = at[plane->stride] + right
      * (at[plane->stride + 1] - at[plane->stride]);

  return (guint8) (upper + down * (lower - upper) + 0.5);
}

static void
draw_window (const Plane * plane, guint8 * picture, guint width, guint height,
    gdouble turn)
{
  gdouble zoom = 1 + (ZOOM_MAX - 1) * (0.5 - 0.5 * cos (2 * G_PI * turn));
  gdouble left = (plane->width - 1 - width * zoom)
      * (0.5 - 0.5 * cos (2 * G_PI * turn));
  gdouble top = (plane->height - 1 - height * zoom)
      * (0.5 + 0.5 * sin (2 * G_PI * turn));

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      picture[y * width + x] = sample_plane (plane, left + x * zoom,
          top + y * zoom);
}

static gboolean
write_walk (FILE * file, GstSample * photo, guint count)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  g_autofree guint8 *picture = g_malloc (PICTURE_SIZE);
  gboolean written = TRUE;

  gst_video_info_from_caps (&info, gst_sample_get_caps (photo));
  if (GST_VIDEO_INFO_WIDTH (&info) < PICTURE_WIDTH * ZOOM_MAX + 2
      || GST_VIDEO_INFO_HEIGHT (&info) < PICTURE_HEIGHT * ZOOM_MAX + 2
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (photo),
          GST_MAP_READ)) {
    g_printerr ("pictures: the photo is too small\n");
    return FALSE;
  }
  for (guint n = 0; written && n < count; n++) {
    guint8 *to = picture;

    for (guint i = 0; i < 3; i++) {
      Plane plane = {
        GST_VIDEO_FRAME_COMP_DATA (&frame, i),
        GST_VIDEO_FRAME_COMP_WIDTH (&frame, i),
        GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i),
        GST_VIDEO_FRAME_COMP_STRIDE (&frame, i)
      };
      guint width = PICTURE_WIDTH / (i == 0 ? 1 : 2);
      guint height = PICTURE_HEIGHT / (i == 0 ? 1 : 2);

      draw_window (&plane, to, width, height, (gdouble) n / count);
      to += width * height;
    }
    written = fwrite (picture, PICTURE_SIZE, 1, file) == 1;
  }
  gst_video_frame_unmap (&frame);
  return written;
}

static gboolean
write_sample (FILE * file, GstSample * sample)
{
  GstMapInfo map;
  gboolean written;

  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  written = fwrite (map.data, map.size, 1, file) == 1;
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return written;
}

static gboolean
write_pictures (FILE * file, guint count, const gchar * photo)
{
  g_autofree gchar *line = photo != NULL ?
      g_strdup_printf ("filesrc location=\"%s\" ! jpegdec ! videoconvert ! "
      "video/x-raw,format=I420 ! appsink name=out sync=false", photo) :
      g_strdup_printf ("videotestsrc num-buffers=%u ! video/x-raw,format=I420,"
      "width=%u,height=%u,framerate=%u/1 ! appsink name=out sync=false", count,
      PICTURE_WIDTH, PICTURE_HEIGHT, PICTURE_RATE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  gboolean written = TRUE;

  if (error != NULL) {
    g_printerr ("pictures: %s\n", error->message);
    return FALSE;
  }
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint n = 0; written && n < (photo != NULL ? 1 : count); n++) {
    g_autoptr (GstSample) sample =
        gst_app_sink_pull_sample (GST_APP_SINK (out));

    written = sample != NULL && (photo != NULL ?
        write_walk (file, sample, count) : write_sample (file, sample));
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return written;
}

int
main (int argc, char *argv[])
{
  FILE *file;
  gboolean written;

  gst_init (&argc, &argv);
  if (argc < 3 || argc > 4 || (file = fopen (argv[1], "wb")) == NULL) {
    g_printerr ("usage: pictures FILE COUNT [PHOTO.jpg]\n");
    return 2;
  }
  written = write_pictures (file, g_ascii_strtoull (argv[2], NULL, 10),
      argc == 4 ? argv[3] : NULL);
  return fclose (file) == 0 && written ? 0 : 1;
}

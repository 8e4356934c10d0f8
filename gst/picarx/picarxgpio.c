/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxgpio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "edgeerror.h"

#define CONSUMER "picarxsink"
#define MAX_CHIPS 32

/* The chip of the header's lines has had more than one number, so it goes by
 * its label: Raspberry Pi 5, 4, and those before. */
static const gchar *const known_labels[] = {
  "pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835",
};

static gboolean
is_wanted (const gchar * label, const gchar * wanted)
{
  if (wanted != NULL)
    return g_str_equal (label, wanted);
  for (guint i = 0; i < G_N_ELEMENTS (known_labels); i++)
    if (g_str_equal (label, known_labels[i]))
      return TRUE;
  return FALSE;
}

static gint
open_by_label (const gchar * wanted, GError ** error)
{
  gboolean denied = FALSE;

  for (guint i = 0; i < MAX_CHIPS; i++) {
    g_autofree gchar *name = g_strdup_printf ("/dev/gpiochip%u", i);
    struct gpiochip_info info = { 0 };
    gint fd = open (name, O_RDWR | O_CLOEXEC);

    if (fd < 0) {
      denied |= errno == EACCES;
      continue;
    }
    if (ioctl (fd, GPIO_GET_CHIPINFO_IOCTL, &info) == 0) {
      info.label[sizeof info.label - 1] = '\0';
      if (is_wanted (info.label, wanted))
        return fd;
    }
    close (fd);
  }
  if (denied)
    edge_set_error (error, EDGE_ERROR_OPEN_WRITE,
        "The GPIO chip may not be opened: add the user to the group gpio.",
        "/dev/gpiochip*: %s", g_strerror (EACCES));
  else
    edge_set_error (error, EDGE_ERROR_NOT_FOUND,
        "There is no GPIO chip of a Raspberry Pi: set gpio-chip.",
        "no /dev/gpiochip* has the label %s",
        wanted != NULL ? wanted : "pinctrl-rp1, -bcm2711 or -bcm2835");
  return -1;
}

gint
picarx_gpio_open (const gchar * chip, GError ** error)
{
  if (chip == NULL || chip[0] != '/')
    return open_by_label (chip, error);

  gint fd = open (chip, O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    gint number = errno;
    g_autofree gchar *sentence =
        g_strdup_printf ("The GPIO chip %s could not be opened.", chip);

    edge_set_error (error, number == ENOENT ? EDGE_ERROR_NOT_FOUND
        : EDGE_ERROR_OPEN_WRITE, sentence, "%s", g_strerror (number));
  }
  return fd;
}

static void
set_request_error (gint chip, const guint8 * lines, guint n, gint number,
    GError ** error)
{
  for (guint i = 0; number == EBUSY && i < n; i++) {
    struct gpio_v2_line_info info = {.offset = lines[i] };

    if (ioctl (chip, GPIO_V2_GET_LINEINFO_IOCTL, &info) != 0
        || !(info.flags & GPIO_V2_LINE_FLAG_USED))
      continue;
    info.consumer[sizeof info.consumer - 1] = '\0';
    g_autofree gchar *consumer =
        g_utf8_make_valid (info.consumer[0] != '\0' ? info.consumer
        : "another program", -1);
    g_autofree gchar *sentence =
        g_strdup_printf ("GPIO %u is in use by %s: stop that first.", lines[i],
        consumer);
    edge_set_error (error, EDGE_ERROR_BUSY, sentence, "%s",
        g_strerror (number));
    return;
  }
  edge_set_error (error, number == EBUSY ? EDGE_ERROR_BUSY
      : EDGE_ERROR_OPEN_WRITE, "A GPIO line of the car could not be taken.",
      "GPIO %u and %u more: %s", lines[0], n - 1, g_strerror (number));
}

gint
picarx_gpio_request (gint chip, const guint8 * lines, guint n, GError ** error)
{
  struct gpio_v2_line_request request = { 0 };

  for (guint i = 0; i < n; i++)
    request.offsets[i] = lines[i];
  g_strlcpy (request.consumer, CONSUMER, sizeof request.consumer);
  request.num_lines = n;
  request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT;
  request.config.num_attrs = 1;
  request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
  request.config.attrs[0].attr.values = 0;
  request.config.attrs[0].mask = (1u << n) - 1;
  if (ioctl (chip, GPIO_V2_GET_LINE_IOCTL, &request) != 0) {
    set_request_error (chip, lines, n, errno, error);
    return -1;
  }
  return request.fd;
}

gint
picarx_gpio_request_edges (gint chip, guint8 line, GError ** error)
{
  struct gpio_v2_line_request request = { 0 };

  request.offsets[0] = line;
  g_strlcpy (request.consumer, CONSUMER, sizeof request.consumer);
  request.num_lines = 1;
  request.config.flags = GPIO_V2_LINE_FLAG_INPUT
      | GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN | GPIO_V2_LINE_FLAG_EDGE_RISING
      | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  if (ioctl (chip, GPIO_V2_GET_LINE_IOCTL, &request) != 0) {
    set_request_error (chip, &line, 1, errno, error);
    return -1;
  }
  if (fcntl (request.fd, F_SETFL, O_NONBLOCK) != 0) {
    set_request_error (chip, &line, 1, errno, error);
    close (request.fd);
    return -1;
  }
  return request.fd;
}

guint64
picarx_gpio_read_pulse (gint line)
{
  struct gpio_v2_line_event event;
  guint64 rose = 0;
  guint64 pulse = 0;

  while (read (line, &event, sizeof event) == sizeof event) {
    if (event.id == GPIO_V2_LINE_EVENT_RISING_EDGE) {
      rose = event.timestamp_ns;
    } else if (rose != 0 && event.timestamp_ns > rose) {
      pulse = event.timestamp_ns - rose;
      rose = 0;
    }
  }
  return pulse;
}

gboolean
picarx_gpio_set (gint lines, guint index, gboolean high, GError ** error)
{
  struct gpio_v2_line_values values = { 0 };

  values.mask = 1u << index;
  values.bits = high ? values.mask : 0;
  if (ioctl (lines, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) == 0)
    return TRUE;
  edge_set_error (error, EDGE_ERROR_WRITE,
      "A GPIO line of the car could not be set.", "line %u of the request: %s",
      index, g_strerror (errno));
  return FALSE;
}

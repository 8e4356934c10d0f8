/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "gstpicarxsettings.h"

#include "edgeerror.h"

GST_DEBUG_CATEGORY_EXTERN (picarxsink_debug);
#define GST_CAT_DEFAULT picarxsink_debug

enum
{
  PROP_0,
  PROP_I2C_DEVICE,
  PROP_I2C_ADDRESS,
  PROP_GPIO_CHIP,
  PROP_CALIBRATION_FILE,
  PROP_RESET_MCU,
  PROP_RESET_DELAY,
  PROP_COMMAND_TIMEOUT,
  PROP_DRIVER_TIMEOUT,
  PROP_TAKE_OVER,
  PROP_MAX_AGE,
  PROP_MAX_SPEED,
  PROP_DEFAULT_SPEED,
  PROP_TURN_ANGLE,
  PROP_STOP_STRAIGHTENS,
  PROP_CENTER_ON_STOP,
  PROP_REVERSE_DELAY,
  PROP_ON_BAD_INPUT,
  PROP_TELEMETRY_INTERVAL,
  PROP_LOW_BATTERY,
  PROP_GUARD,
};

#define DEFAULT_I2C_DEVICE "/dev/i2c-1"
#define DEFAULT_I2C_ADDRESS 0
#define DEFAULT_GPIO_CHIP NULL
#define DEFAULT_CALIBRATION_FILE "/opt/picar-x/picar-x.conf"
#define DEFAULT_RESET_MCU TRUE
#define DEFAULT_RESET_DELAY 200
#define DEFAULT_COMMAND_TIMEOUT 1000
#define DEFAULT_DRIVER_TIMEOUT 1000
#define DEFAULT_TAKE_OVER TRUE
#define DEFAULT_MAX_AGE 500
#define DEFAULT_MAX_SPEED 100
#define DEFAULT_DEFAULT_SPEED 50
#define DEFAULT_TURN_ANGLE 30
#define DEFAULT_STOP_STRAIGHTENS TRUE
#define DEFAULT_CENTER_ON_STOP FALSE
#define DEFAULT_REVERSE_DELAY 0
#define DEFAULT_ON_BAD_INPUT GST_PICARX_BAD_INPUT_IGNORE
#define DEFAULT_TELEMETRY_INTERVAL 0
#define DEFAULT_LOW_BATTERY 6.6
#define DEFAULT_GUARD TRUE

#define MAX_TIME 86400000       /* a day */

GType
gst_picarx_bad_input_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
    {GST_PICARX_BAD_INPUT_IGNORE, "Drop it and count it", "ignore"},
    {GST_PICARX_BAD_INPUT_STOP, "Drop it and stop the car", "stop"},
    {GST_PICARX_BAD_INPUT_ERROR, "Stop the car and end with an error", "error"},
    {0, NULL, NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstEdgePicarxSinkBadInput", values));
  return type;
}

#define READY (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)
#define PLAYING (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)

static void
install_device (GObjectClass * klass)
{
  g_object_class_install_property (klass, PROP_I2C_DEVICE,
      g_param_spec_string ("i2c-device", "I2C device",
          "Bus of the Robot HAT, simulated for none, or trace:FILE for none "
          "with each transfer written to FILE", DEFAULT_I2C_DEVICE, READY));
  g_object_class_install_property (klass, PROP_I2C_ADDRESS,
      g_param_spec_uint ("i2c-address", "I2C address",
          "Address of the Robot HAT (0 = the first of 20, 21 and 22 that "
          "answers)", 0, 127, DEFAULT_I2C_ADDRESS, READY));
  g_object_class_install_property (klass, PROP_GPIO_CHIP,
      g_param_spec_string ("gpio-chip", "GPIO chip",
          "Device or label of the GPIO chip (unset = the Raspberry Pi's)",
          DEFAULT_GPIO_CHIP, READY));
  g_object_class_install_property (klass, PROP_CALIBRATION_FILE,
      g_param_spec_string ("calibration-file", "Calibration file",
          "Settings of SunFounder's calibration program; never written, need "
          "not exist", DEFAULT_CALIBRATION_FILE, READY));
  g_object_class_install_property (klass, PROP_RESET_MCU,
      g_param_spec_boolean ("reset-mcu", "Reset MCU",
          "Reset the controller of the Robot HAT at the start",
          DEFAULT_RESET_MCU, READY));
  g_object_class_install_property (klass, PROP_RESET_DELAY,
      g_param_spec_uint ("reset-delay", "Reset delay",
          "Time that the controller needs after its reset, in milliseconds",
          0, 10000, DEFAULT_RESET_DELAY, READY));
}

/**
 * picarxsink:command-timeout:
 *
 * The dead-man: without a motion command for so long the car stops and waits
 * for a new one. It is watched on the monotonic clock by a thread of its own,
 * whatever the pipeline does and whatever becomes of the time of day. That
 * thread and the guard have real-time priority where the system allows it (to
 * root, or as RLIMIT_RTPRIO says: LimitRTPRIO= of a systemd unit). 500 suits a
 * joystick that repeats at 10 Hz.
 */
/**
 * picarxsink:guard:
 *
 * The guard, picarx-guard, writes the bytes of a stop when this process ends
 * by whatever signal, and when its wheels turn and it does nothing for
 * #picarxsink:command-timeout. It is found where it was installed or, before
 * that, where the environment variable GST_PICARX_GUARD says, which
 * `meson devenv` sets. If it cannot be started there is a warning, and the car
 * is driven all the same. A simulated car without a trace needs none.
 *
 * A guard that is killed, or stands still and does not answer for a second, is
 * noticed: the car stops and refuses to move (`"failsafe":"guard"` in the
 * telemetry) until a new guard is at its post, which is started at once and, if
 * it does not stay there, again and again, less and less often, at least every
 * five seconds. Then it waits for a new motion command.
 */
/**
 * picarxsink:low-battery:
 *
 * Below this the motors will not move although all else works: camera, servos
 * and telemetry go on. The default is a guess for two cells of lithium, not
 * measured on a car. What counts is the voltage behind the switch of the Robot
 * HAT, measured by its channel A4 once a second while something is told or done;
 * it falls for as long as the motors pull, so a low battery counts as good again
 * only 0.3 V above. A battery that cannot be read is null in the telemetry and
 * is not warned of.
 */
/**
 * picarxsink:take-over:
 *
 * Whether `{"action":"take"}` works while somebody else drives. The car stops
 * when the wheel changes hands that way.
 */
/**
 * picarxsink:max-age:
 *
 * A motion or servo command whose `at` is longer ago than this, or further in
 * the future, is answered by `"refused":"age"` and counted as `late`, but a
 * motion for the wheels to stand stops the car first. stop, estop, clear, take
 * and release are obeyed whatever their age, and commands without `at` are not
 * checked. A sender learns the clock of the car's computer by the ping of
 * mqttsignalingbin, whose pong has the `time`; after a step of that clock it
 * needs another pong.
 *
 * When this process could not run for one and a half seconds the car stops, what
 * waits is dropped, and for half a second motion without `at` (with max-age 0
 * any motion) is refused in the same way: it piled up on its way meanwhile.
 */
static void
install_driving (GObjectClass * klass)
{
  g_object_class_install_property (klass, PROP_COMMAND_TIMEOUT,
      g_param_spec_uint ("command-timeout", "Command timeout",
          "Stop the car after this long without a motion command, in "
          "milliseconds (0 = never)", 0, MAX_TIME, DEFAULT_COMMAND_TIMEOUT,
          READY));
  g_object_class_install_property (klass, PROP_DRIVER_TIMEOUT,
      g_param_spec_uint ("driver-timeout", "Driver timeout",
          "Let another one drive after this long without a command from the "
          "driver, in milliseconds (0 = never)", 0, MAX_TIME,
          DEFAULT_DRIVER_TIMEOUT, READY));
  g_object_class_install_property (klass, PROP_TAKE_OVER,
      g_param_spec_boolean ("take-over", "Take over",
          "Let another one take the wheel from the driver", DEFAULT_TAKE_OVER,
          READY));
  g_object_class_install_property (klass, PROP_MAX_AGE,
      g_param_spec_uint ("max-age", "Maximum age",
          "Refuse motion and servo commands that say that they were sent longer "
          "ago, in milliseconds (0 = never)", 0, MAX_TIME, DEFAULT_MAX_AGE,
          READY));
  g_object_class_install_property (klass, PROP_MAX_SPEED,
      g_param_spec_uint ("max-speed", "Maximum speed",
          "Highest speed, in percent; faster commands are slowed down", 0, 100,
          DEFAULT_MAX_SPEED, PLAYING));
  g_object_class_install_property (klass, PROP_DEFAULT_SPEED,
      g_param_spec_uint ("default-speed", "Default speed",
          "Speed of a move command that names none, in percent", 0, 100,
          DEFAULT_DEFAULT_SPEED, PLAYING));
  g_object_class_install_property (klass, PROP_TURN_ANGLE,
      g_param_spec_uint ("turn-angle", "Turn angle",
          "Angle of the front wheels for left, right and steer 1, in degrees",
          0, 30, DEFAULT_TURN_ANGLE, PLAYING));
  g_object_class_install_property (klass, PROP_STOP_STRAIGHTENS,
      g_param_spec_boolean ("stop-straightens", "Stop straightens",
          "Let the stop command straighten the front wheels",
          DEFAULT_STOP_STRAIGHTENS, PLAYING));
  g_object_class_install_property (klass, PROP_CENTER_ON_STOP,
      g_param_spec_boolean ("center-on-stop", "Center on stop",
          "Straighten front wheels and camera at the end of the stream and in "
          "READY", DEFAULT_CENTER_ON_STOP, READY));
  g_object_class_install_property (klass, PROP_REVERSE_DELAY,
      g_param_spec_uint ("reverse-delay", "Reverse delay",
          "Stand this long before going the other way, in milliseconds (0 = "
          "turn the motors round at once; 100 spares the gears)", 0, 1000,
          DEFAULT_REVERSE_DELAY, READY));
  g_object_class_install_property (klass, PROP_ON_BAD_INPUT,
      g_param_spec_enum ("on-bad-input", "On bad input",
          "What a buffer that is no command leads to",
          gst_picarx_bad_input_get_type (), DEFAULT_ON_BAD_INPUT, PLAYING));
  g_object_class_install_property (klass, PROP_TELEMETRY_INTERVAL,
      g_param_spec_uint ("telemetry-interval", "Telemetry interval",
          "Send telemetry this often even if nothing changes, with distance and "
          "grayscale, in milliseconds (0 = only at changes)", 0, MAX_TIME,
          DEFAULT_TELEMETRY_INTERVAL, READY));
  g_object_class_install_property (klass, PROP_LOW_BATTERY,
      g_param_spec_double ("low-battery", "Low battery",
          "Warn when the battery has less and the motors will not move, in "
          "volts (0 = never)", 0, 20, DEFAULT_LOW_BATTERY, READY));
  g_object_class_install_property (klass, PROP_GUARD,
      g_param_spec_boolean ("guard", "Guard",
          "Start a process that stops the car when this one is killed or "
          "stands still", DEFAULT_GUARD, READY));
}

void
gst_picarx_settings_install (GObjectClass * klass)
{
  install_device (klass);
  install_driving (klass);
}

gboolean
gst_picarx_settings_set (GstPicarxSettings * self, guint id,
    const GValue * value)
{
  switch (id) {
    case PROP_I2C_DEVICE:
      g_free (self->i2c_device);
      self->i2c_device = g_value_dup_string (value);
      return TRUE;
    case PROP_I2C_ADDRESS:
      self->i2c_address = g_value_get_uint (value);
      return TRUE;
    case PROP_GPIO_CHIP:
      g_free (self->gpio_chip);
      self->gpio_chip = g_value_dup_string (value);
      return TRUE;
    case PROP_CALIBRATION_FILE:
      g_free (self->calibration_file);
      self->calibration_file = g_value_dup_string (value);
      return TRUE;
    case PROP_RESET_MCU:
      self->reset_mcu = g_value_get_boolean (value);
      return TRUE;
    case PROP_RESET_DELAY:
      self->reset_delay = g_value_get_uint (value);
      return TRUE;
    case PROP_COMMAND_TIMEOUT:
      self->command_timeout = g_value_get_uint (value);
      return TRUE;
    case PROP_DRIVER_TIMEOUT:
      self->driver_timeout = g_value_get_uint (value);
      return TRUE;
    case PROP_TAKE_OVER:
      self->take_over = g_value_get_boolean (value);
      return TRUE;
    case PROP_MAX_AGE:
      self->max_age = g_value_get_uint (value);
      return TRUE;
    case PROP_MAX_SPEED:
      self->limits.max_speed = g_value_get_uint (value);
      return TRUE;
    case PROP_DEFAULT_SPEED:
      self->limits.default_speed = g_value_get_uint (value);
      return TRUE;
    case PROP_TURN_ANGLE:
      self->limits.turn_angle = g_value_get_uint (value);
      return TRUE;
    case PROP_STOP_STRAIGHTENS:
      self->stop_straightens = g_value_get_boolean (value);
      return TRUE;
    case PROP_CENTER_ON_STOP:
      self->center_on_stop = g_value_get_boolean (value);
      return TRUE;
    case PROP_REVERSE_DELAY:
      self->reverse_delay = g_value_get_uint (value);
      return TRUE;
    case PROP_ON_BAD_INPUT:
      self->on_bad_input = (GstPicarxBadInput) g_value_get_enum (value);
      return TRUE;
    case PROP_TELEMETRY_INTERVAL:
      self->telemetry_interval = g_value_get_uint (value);
      return TRUE;
    case PROP_LOW_BATTERY:
      self->low_battery = g_value_get_double (value);
      return TRUE;
    case PROP_GUARD:
      self->guard = g_value_get_boolean (value);
      return TRUE;
    default:
      return FALSE;
  }
}

gboolean
gst_picarx_settings_get (const GstPicarxSettings * self, guint id,
    GValue * value)
{
  switch (id) {
    case PROP_I2C_DEVICE:
      g_value_set_string (value, self->i2c_device);
      return TRUE;
    case PROP_I2C_ADDRESS:
      g_value_set_uint (value, self->i2c_address);
      return TRUE;
    case PROP_GPIO_CHIP:
      g_value_set_string (value, self->gpio_chip);
      return TRUE;
    case PROP_CALIBRATION_FILE:
      g_value_set_string (value, self->calibration_file);
      return TRUE;
    case PROP_RESET_MCU:
      g_value_set_boolean (value, self->reset_mcu);
      return TRUE;
    case PROP_RESET_DELAY:
      g_value_set_uint (value, self->reset_delay);
      return TRUE;
    case PROP_COMMAND_TIMEOUT:
      g_value_set_uint (value, self->command_timeout);
      return TRUE;
    case PROP_DRIVER_TIMEOUT:
      g_value_set_uint (value, self->driver_timeout);
      return TRUE;
    case PROP_TAKE_OVER:
      g_value_set_boolean (value, self->take_over);
      return TRUE;
    case PROP_MAX_AGE:
      g_value_set_uint (value, self->max_age);
      return TRUE;
    case PROP_MAX_SPEED:
      g_value_set_uint (value, self->limits.max_speed);
      return TRUE;
    case PROP_DEFAULT_SPEED:
      g_value_set_uint (value, self->limits.default_speed);
      return TRUE;
    case PROP_TURN_ANGLE:
      g_value_set_uint (value, self->limits.turn_angle);
      return TRUE;
    case PROP_STOP_STRAIGHTENS:
      g_value_set_boolean (value, self->stop_straightens);
      return TRUE;
    case PROP_CENTER_ON_STOP:
      g_value_set_boolean (value, self->center_on_stop);
      return TRUE;
    case PROP_REVERSE_DELAY:
      g_value_set_uint (value, self->reverse_delay);
      return TRUE;
    case PROP_ON_BAD_INPUT:
      g_value_set_enum (value, (gint) self->on_bad_input);
      return TRUE;
    case PROP_TELEMETRY_INTERVAL:
      g_value_set_uint (value, self->telemetry_interval);
      return TRUE;
    case PROP_LOW_BATTERY:
      g_value_set_double (value, self->low_battery);
      return TRUE;
    case PROP_GUARD:
      g_value_set_boolean (value, self->guard);
      return TRUE;
    default:
      return FALSE;
  }
}

void
gst_picarx_settings_copy (GstPicarxSettings * self,
    const GstPicarxSettings * from)
{
  *self = *from;
  self->i2c_device = g_strdup (from->i2c_device);
  self->gpio_chip = g_strdup (from->gpio_chip);
  self->calibration_file = g_strdup (from->calibration_file);
}

void
gst_picarx_settings_clear (GstPicarxSettings * self)
{
  g_clear_pointer (&self->i2c_device, g_free);
  g_clear_pointer (&self->gpio_chip, g_free);
  g_clear_pointer (&self->calibration_file, g_free);
}

static gboolean
load_calibration (GstElement * element, const gchar * filename,
    PicarxCalibration * trim)
{
  g_autoptr (GError) error = NULL;
  gboolean found;
  guint faults;

  picarx_calibration_init (trim);
  if (filename == NULL || filename[0] == '\0')
    return TRUE;
  if (!picarx_calibration_load (trim, filename, &found, &faults, &error)) {
    edge_post_error (element, error);
    return FALSE;
  }
  if (!found)
    GST_INFO_OBJECT (element, "no calibration in %s, all zero", filename);
  if (faults > 0) {
    error = edge_error_new (EDGE_ERROR_SETTINGS,
        "Values of the calibration file are not usable and taken as zero.",
        "%s: %u values", filename, faults);
    edge_post_warning (element, error);
  }
  return TRUE;
}

gboolean
gst_picarx_settings_resolve (const GstPicarxSettings * self,
    GstElement * element, PicarxBusSettings * settings)
{
  if (self->i2c_device == NULL || self->i2c_device[0] == '\0') {
    g_autoptr (GError) error = edge_error_new (EDGE_ERROR_SETTINGS,
        "i2c-device is not set.", "an example is %s", DEFAULT_I2C_DEVICE);

    edge_post_error (element, error);
    return FALSE;
  }
  if (!load_calibration (element, self->calibration_file, &settings->car.trim))
    return FALSE;
  settings->car.device = self->i2c_device;
  settings->car.address = self->i2c_address;
  settings->car.gpio_chip = self->gpio_chip;
  settings->car.reset = self->reset_mcu;
  settings->car.reset_delay = self->reset_delay;
  settings->owner = GST_OBJECT_NAME (element);
  settings->command_timeout = self->command_timeout;
  settings->driver_timeout = self->driver_timeout;
  settings->take_over = self->take_over;
  settings->max_age = self->max_age;
  settings->reverse_delay = self->reverse_delay;
  settings->center_on_stop = self->center_on_stop;
  settings->telemetry_interval = self->telemetry_interval;
  settings->low_battery = self->low_battery;
  settings->guard = self->guard;
  return TRUE;
}

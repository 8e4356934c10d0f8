/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/**
 * SECTION:element-picarxsink
 * @title: picarxsink
 *
 * Drives a SunFounder PiCar-X (Robot HAT v4) by commands that come as JSON
 * objects, one in each buffer: from an MQTT topic, a browser's data channel or
 * anything else. What it writes is what SunFounder's picarx library writes.
 * Both dialects of commands in use are understood,
 * `{"action":"move","dir":"forward","speed":50}`, `{"action":"stop"}`,
 * `{"action":"servo","pan":10,"tilt":-5}` and
 * `{"throttle":0.4,"steer":-0.2}`, `{"pan":10,"tilt":-5}`; besides
 * `{"action":"estop"}`, `clear`, `take` and `release`. Each may have
 * `from` (who sends it), `seq` (rising; older ones are dropped), `id`
 * (repeated in the answer) and `at` (when it was sent, in milliseconds since
 * 1970 by the clock of the car's computer; see #picarxsink:max-age).
 *
 * The car stops by itself when no motion command came for
 * #picarxsink:command-timeout, at the end of the stream, when it is flushed and
 * when the pipeline leaves PLAYING; then it waits for a new motion command,
 * after the end of the stream for a flush and a new segment, too. A process of
 * its own, #picarxsink:guard, stops it when this one is killed. In
 * PAUSED commands are taken and answered as they come: what would move
 * something is refused, the rest is done, and nothing is kept for later; with
 * #GstBaseSink:sync they wait for PLAYING and then for their time.
 * One sender drives at a time; everybody may stop. The request pad
 * `telemetry` tells what the car really does, as JSON objects: at each change,
 * as the answer to each command, and every #picarxsink:telemetry-interval. A
 * driver without `from` is an empty text; `distance` (centimetres) and
 * `grayscale` (what the three eyes under the car see, left to right, 0 to 4095)
 * need the interval. `warning` is there, as `low-battery`, while the battery is
 * low.
 *
 * `i2c-device=simulated` does all the same without a car, `trace:FILE` too, and
 * writes a line for each transfer to FILE: seconds of the monotonic clock, then
 * `I2C 14 2D 0B FF` (address, register, value) or `GPIO 23 0`. A car, or a FILE,
 * is for one picarxsink at a time; the error of the second names the first.
 *
 * Nothing waits for the car: a command is taken as soon as it comes and done by
 * another thread, so a plain `queue` in front of this element stays empty. Do
 * not make that one leaky, it could leak a stop. A stop is done before all
 * motions that still wait, and the rest of the motion in progress is left out.
 * A stop or estop that is to overtake even what waits in front of this element,
 * as it does with #GstBaseSink:sync, comes as the structure `edge-command`
 * with the command as the string `json`, in an event of the type
 * `GST_EVENT_CUSTOM_DOWNSTREAM_OOB` (an application can send one by
 * gst_element_send_event() of a source, past queues that are full); if it has a `seq`, older motions of its
 * sender that come after it are dropped. The signal #picarxsink::stop does not
 * wait either. Of commands that a broker had kept (`retain` in the meta that
 * mqttsrc adds) only stop and estop are obeyed.
 *
 * A controller that does not take what is written to it is told to stop and
 * then reset, by a pulse on GPIO 5, again and again, less and less often, until
 * it obeys; the pipeline goes on with a warning. The car stands meanwhile if it
 * can be made to, refuses to move (`"failsafe":"device"` in the telemetry) and
 * then waits for a new motion command, with its camera and wheels straight. A
 * controller that is not there at the start, and an I2C device that is gone,
 * are errors.
 *
 * Element messages: `picarx-failsafe` (`reason`, a string, as `failsafe` in the
 * telemetry; `age`, milliseconds since the last motion command) when the car stopped by itself;
 * `picarx-guard` (`there`, a boolean; `outage`, milliseconds) when the guard is
 * gone, with a warning, and when there is a new one;
 * `picarx-device` (`obeys`, a boolean; `outage`, milliseconds) when the
 * controller does not obey, with a warning, and when it does again;
 * `picarx-battery` (`voltage`, a double; `low`, a boolean) when the battery
 * falls below #picarxsink:low-battery, with a warning, and when it is good
 * again; it is looked at once a second while something is told or done;
 * `picarx-released` when a device too slow for the state change has been
 * stopped and released at last.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 fakesrc num-buffers=1 sizetype=empty ! application/json ! picarxsink i2c-device=simulated name=car car.telemetry ! fakesink dump=true
 * ]| Starts a simulated car and shows what it tells.
 * |[
 * gst-launch-1.0 mqttsrc topic=picarx/cmd caps=application/json ! queue ! picarxsink i2c-device=simulated command-timeout=500
 * ]| Drives it by what comes over MQTT, each command in its turn, but stops first.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <gst/base/gstbasesink.h>
#include <math.h>

#include "edgeerror.h"
#include "edgesink.h"
#include "gstpicarxinput.h"
#include "gstpicarxmessages.h"
#include "gstpicarxsettings.h"
#include "gstpicarxstats.h"
#include "gstpicarxtelemetry.h"
#include "picarxbus.h"

GST_DEBUG_CATEGORY (picarxsink_debug);
#define GST_CAT_DEFAULT picarxsink_debug

/* A state change waits no longer for the car, in milliseconds. */
#define STOP_WAIT 200
/* Between two warnings about bad input, in microseconds. */
#define WARNING_INTERVAL G_USEC_PER_SEC

enum
{
  PROP_STATS = GST_PICARX_SETTINGS_PROP_LAST,
};

enum
{
  SIGNAL_STOP,
  SIGNAL_MOVE,
  SIGNAL_SERVO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  GstBaseSink parent;

  GstPicarxTelemetry telemetry;

  /* Protected by the object lock. */
  GstPicarxSettings settings;
  PicarxBus *bus;               /* from READY to PAUSED and back */
  guint64 bad;
  PicarxBusStats last_stats;    /* of the bus that was closed */

  /* Streaming thread only. */
  gint64 next_warning;
  gboolean ended;               /* and not flushed since */

  /* State changes only. */
  gboolean slow;                /* the last stop was not done in time */
} GstEdgePicarxSink;

typedef struct
{
  GstBaseSinkClass parent_class;

    gboolean (*stop) (GstEdgePicarxSink * self);
    gboolean (*move) (GstEdgePicarxSink * self, const gchar * direction,
      gdouble speed);
    gboolean (*servo) (GstEdgePicarxSink * self, gdouble pan, gdouble tilt);
} GstEdgePicarxSinkClass;

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK,
    GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("application/json; text/x-raw, format = (string) utf8"));

static GstStaticPadTemplate telemetry_template =
GST_STATIC_PAD_TEMPLATE ("telemetry",
    GST_PAD_SRC,
    GST_PAD_REQUEST,
    GST_STATIC_CAPS ("application/json"));

GType gst_edge_picarx_sink_get_type (void);
G_DEFINE_TYPE (GstEdgePicarxSink, gst_edge_picarx_sink, GST_TYPE_BASE_SINK);
GST_ELEMENT_REGISTER_DECLARE (picarxsink);
GST_ELEMENT_REGISTER_DEFINE_WITH_CODE (picarxsink, "picarxsink",
    GST_RANK_NONE, gst_edge_picarx_sink_get_type (),
    GST_DEBUG_CATEGORY_INIT (picarxsink_debug, "picarxsink", 0,
        "PiCar-X sink"));

/* A reference, or NULL. */
static PicarxBus *
get_bus (GstEdgePicarxSink * self)
{
  GST_OBJECT_LOCK (self);
  PicarxBus *bus = self->bus != NULL ? picarx_bus_ref (self->bus) : NULL;
  GST_OBJECT_UNLOCK (self);
  return bus;
}

/* Callbacks of the bus, on its thread. */

static void
on_telemetry (gchar * json, gboolean answer, gpointer user_data)
{
  GstEdgePicarxSink *self = user_data;

  GST_TRACE_OBJECT (self, "%s", json);
  gst_picarx_telemetry_push (&self->telemetry, json, answer);
}

static const PicarxBusCallbacks bus_callbacks = {
  gst_picarx_post_error,
  gst_picarx_post_lost,
  gst_picarx_post_back,
  gst_picarx_post_unguarded,
  gst_picarx_post_guard_lost,
  gst_picarx_post_guard_back,
  gst_picarx_post_failsafe,
  gst_picarx_post_battery,
  on_telemetry,
  gst_picarx_post_released,
};

static gboolean
open_bus (GstEdgePicarxSink * self)
{
  PicarxBusSettings settings = { 0 };
  GstPicarxSettings own;

  GST_OBJECT_LOCK (self);
  gst_picarx_settings_copy (&own, &self->settings);
  self->bad = 0;
  GST_OBJECT_UNLOCK (self);
  self->next_warning = 0;
  self->slow = FALSE;

  gboolean usable =
      gst_picarx_settings_resolve (&own, GST_ELEMENT (self), &settings);
  if (usable) {
    PicarxBus *bus = picarx_bus_new (&settings, &bus_callbacks,
        gst_object_ref (self), gst_object_unref);

    GST_OBJECT_LOCK (self);
    self->bus = bus;
    GST_OBJECT_UNLOCK (self);
  }
  gst_picarx_settings_clear (&own);
  return usable;
}

static void
close_bus (GstEdgePicarxSink * self)
{
  GST_OBJECT_LOCK (self);
  PicarxBus *bus = g_steal_pointer (&self->bus);
  GST_OBJECT_UNLOCK (self);
  if (bus == NULL)
    return;

  PicarxBusStats stats;
  picarx_bus_ref (bus);
  if (!picarx_bus_close (bus, self->slow ? 0 : STOP_WAIT))
    GST_WARNING_OBJECT (self, "the car is slow to stop, not waiting for it");
  picarx_bus_get_stats (bus, &stats);
  picarx_bus_unref (bus);
  GST_OBJECT_LOCK (self);
  self->last_stats = stats;
  GST_OBJECT_UNLOCK (self);
}

static void
hold (GstEdgePicarxSink * self, PicarxHold reason, guint wait)
{
  PicarxBus *bus = get_bus (self);

  if (bus == NULL)
    return;
  gboolean stands = picarx_bus_hold (bus, reason, wait);
  picarx_bus_unref (bus);
  if (!stands && wait > 0) {
    GST_WARNING_OBJECT (self, "the car does not stand yet");
    self->slow = TRUE;
  }
}

static void
let_go (GstEdgePicarxSink * self, PicarxHold reason)
{
  PicarxBus *bus = get_bus (self);

  if (bus == NULL)
    return;
  picarx_bus_let_go (bus, reason);
  picarx_bus_unref (bus);
}

/* Commands that are to keep time stand still in a pause, and go on later. */
static void
never_wait (GstEdgePicarxSink * self)
{
  if (!gst_base_sink_get_sync (GST_BASE_SINK (self)))
    edge_sink_never_waits (GST_BASE_SINK (self));
}

static GstStateChangeReturn
gst_edge_picarx_sink_change_state (GstElement * element,
    GstStateChange transition)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) element;

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      self->ended = FALSE;
      if (!open_bus (self))
        return GST_STATE_CHANGE_FAILURE;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      self->slow = FALSE;
      gst_picarx_telemetry_set_playing (&self->telemetry, TRUE);
      let_go (self, PICARX_HOLD_PAUSED);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      hold (self, PICARX_HOLD_PAUSED, STOP_WAIT);
      gst_picarx_telemetry_set_playing (&self->telemetry, FALSE);
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      hold (self, PICARX_HOLD_LEAVING, 0);
      break;
    default:
      break;
  }

  GstStateChangeReturn ret =
      GST_ELEMENT_CLASS (gst_edge_picarx_sink_parent_class)->change_state
      (element, transition);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED
      || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    never_wait (self);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && ret == GST_STATE_CHANGE_FAILURE))
    close_bus (self);
  return ret;
}

static void
get_input_settings (GstEdgePicarxSink * self, PicarxLimits * limits,
    gboolean * straighten)
{
  GST_OBJECT_LOCK (self);
  *limits = self->settings.limits;
  *straighten = self->settings.stop_straightens;
  GST_OBJECT_UNLOCK (self);
}

/* Ahead of all that waits in queues, on any thread. */
static gboolean
take_urgent (GstEdgePicarxSink * self, GstEvent * event)
{
  PicarxBus *bus = get_bus (self);
  PicarxCommand command;
  PicarxLimits limits;
  gboolean straighten;

  if (bus == NULL)
    return FALSE;
  get_input_settings (self, &limits, &straighten);
  gboolean taken = gst_picarx_input_read_urgent (event, &limits, &command);
  if (taken)
    picarx_bus_submit (bus, &command, straighten);
  picarx_command_clear (&command);
  picarx_bus_unref (bus);
  return taken;
}

static gboolean
gst_edge_picarx_sink_event (GstBaseSink * sink, GstEvent * event)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) sink;
  GstEventType type = GST_EVENT_TYPE (event);

  switch (type) {
    case GST_EVENT_EOS:
      hold (self, PICARX_HOLD_ENDED, STOP_WAIT);
      break;
    case GST_EVENT_FLUSH_START:
      hold (self, PICARX_HOLD_FLUSHING, 0);
      break;
    case GST_EVENT_FLUSH_STOP:
      let_go (self, PICARX_HOLD_FLUSHING);
      break;
    case GST_EVENT_GAP:
      /* Nothing to wait for. */
      gst_event_unref (event);
      return TRUE;
    case GST_EVENT_CUSTOM_DOWNSTREAM_OOB:{
      gboolean taken = take_urgent (self, event);

      gst_event_unref (event);
      return taken;
    }
    default:
      break;
  }

  gboolean ret =
      GST_BASE_SINK_CLASS (gst_edge_picarx_sink_parent_class)->event (sink,
      event);
  if (type == GST_EVENT_EOS) {
    self->ended = TRUE;
    gst_picarx_telemetry_end (&self->telemetry);
  } else if (type == GST_EVENT_FLUSH_STOP) {
    self->ended = FALSE;
    never_wait (self);
  } else if (type == GST_EVENT_SEGMENT && ret && !self->ended) {
    /* GStreamer 1.26 takes more after an end without a flush, the car not. */
    let_go (self, PICARX_HOLD_ENDED);
  }
  return ret;
}

/* Streaming thread. */

static GstFlowReturn
refuse (GstEdgePicarxSink * self, PicarxBus * bus, PicarxCommand * command,
    GError * error)
{
  gint64 now = g_get_monotonic_time ();

  GST_OBJECT_LOCK (self);
  self->bad++;
  GstPicarxBadInput action = self->settings.on_bad_input;
  GST_OBJECT_UNLOCK (self);
  if (action != GST_PICARX_BAD_INPUT_IGNORE)
    picarx_bus_stop (bus);
  picarx_bus_refuse (bus, &command->ticket);
  if (action == GST_PICARX_BAD_INPUT_ERROR) {
    edge_post_error (GST_ELEMENT (self), error);
    return GST_FLOW_ERROR;
  }
  if (now >= self->next_warning) {
    self->next_warning = now + WARNING_INTERVAL;
    edge_post_warning (GST_ELEMENT (self), error);
  }
  return GST_FLOW_OK;
}

static GstFlowReturn
handle (GstEdgePicarxSink * self, PicarxBus * bus, GstBuffer * buffer)
{
  g_autoptr (GError) error = NULL;
  GstFlowReturn ret = GST_FLOW_OK;
  PicarxCommand command;
  PicarxLimits limits;
  gboolean straighten;

  get_input_settings (self, &limits, &straighten);
  if (!gst_picarx_input_read (buffer, &limits, &command, &error))
    ret = refuse (self, bus, &command, error);
  else if (command.action == PICARX_ACTION_NONE)
    GST_LOG_OBJECT (self, "no command");
  else if (!picarx_bus_submit (bus, &command, straighten))
    ret = GST_FLOW_ERROR;
  picarx_command_clear (&command);
  return ret;
}

static GstFlowReturn
gst_edge_picarx_sink_render (GstBaseSink * sink, GstBuffer * buffer)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) sink;
  PicarxBus *bus = get_bus (self);

  if (bus == NULL)
    return GST_FLOW_FLUSHING;
  GstFlowReturn ret = handle (self, bus, buffer);
  picarx_bus_unref (bus);
  return ret;
}

/* Action signals. Takes what command holds. */
static gboolean
act (GstEdgePicarxSink * self, PicarxCommand * command)
{
  PicarxBus *bus = get_bus (self);
  gboolean done = FALSE;

  GST_OBJECT_LOCK (self);
  gboolean straighten = self->settings.stop_straightens;
  GST_OBJECT_UNLOCK (self);
  command->ticket.from = g_strdup ("");
  if (bus != NULL) {
    done = picarx_bus_submit (bus, command, straighten);
    picarx_bus_unref (bus);
  }
  picarx_command_clear (command);
  return done;
}

static gboolean
gst_edge_picarx_sink_stop_car (GstEdgePicarxSink * self)
{
  PicarxCommand command = {.action = PICARX_ACTION_STOP };

  return act (self, &command);
}

static gboolean
gst_edge_picarx_sink_move_car (GstEdgePicarxSink * self,
    const gchar * direction, gdouble speed)
{
  PicarxCommand command = { 0 };

  GST_OBJECT_LOCK (self);
  PicarxLimits limits = self->settings.limits;
  GST_OBJECT_UNLOCK (self);
  if (direction == NULL || !isfinite (speed)
      || !picarx_command_move (&command, direction, speed, &limits))
    return FALSE;
  return act (self, &command);
}

static gboolean
gst_edge_picarx_sink_move_camera (GstEdgePicarxSink * self, gdouble pan,
    gdouble tilt)
{
  PicarxCommand command = { 0 };

  if (!isfinite (pan) || !isfinite (tilt))
    return FALSE;
  picarx_command_servo (&command, pan, tilt);
  return act (self, &command);
}

static GstPad *
gst_edge_picarx_sink_request_new_pad (GstElement * element,
    GstPadTemplate * templ, const gchar * name, const GstCaps * caps)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) element;

  return gst_picarx_telemetry_request_pad (&self->telemetry, templ);
}

static void
gst_edge_picarx_sink_release_pad (GstElement * element, GstPad * pad)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) element;

  gst_picarx_telemetry_release_pad (&self->telemetry, pad);
}

static GstStructure *
make_stats (GstEdgePicarxSink * self)
{
  PicarxBus *bus = get_bus (self);
  PicarxBusStats stats;

  GST_OBJECT_LOCK (self);
  stats = self->last_stats;
  guint64 bad = self->bad;
  GST_OBJECT_UNLOCK (self);
  if (bus != NULL) {
    picarx_bus_get_stats (bus, &stats);
    picarx_bus_unref (bus);
  }
  return gst_picarx_stats (&stats, bad,
      gst_picarx_telemetry_get_dropped (&self->telemetry));
}

static void
gst_edge_picarx_sink_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) object;

  GST_OBJECT_LOCK (self);
  gboolean known = gst_picarx_settings_set (&self->settings, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_edge_picarx_sink_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) object;

  if (id == PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  gboolean known = gst_picarx_settings_get (&self->settings, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_edge_picarx_sink_init (GstEdgePicarxSink * self)
{
  gst_picarx_telemetry_init (&self->telemetry, GST_ELEMENT (self));
  /* A command is done when it comes; no pipeline waits for the first. */
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_async_enabled (GST_BASE_SINK (self), FALSE);
  /* A stop is a stop, whatever its time. */
  gst_base_sink_set_drop_out_of_segment (GST_BASE_SINK (self), FALSE);
}

static void
gst_edge_picarx_sink_finalize (GObject * object)
{
  GstEdgePicarxSink *self = (GstEdgePicarxSink *) object;

  gst_picarx_settings_clear (&self->settings);
  gst_picarx_telemetry_clear (&self->telemetry);
  G_OBJECT_CLASS (gst_edge_picarx_sink_parent_class)->finalize (object);
}

static void
gst_edge_picarx_sink_class_init (GstEdgePicarxSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  object_class->set_property = gst_edge_picarx_sink_set_property;
  object_class->get_property = gst_edge_picarx_sink_get_property;
  object_class->finalize = gst_edge_picarx_sink_finalize;

  gst_picarx_settings_install (object_class);
  /**
   * picarxsink:stats:
   *
   * What happened since READY: `commands` understood, `bad` buffers that
   * were no commands, commands `clamped` and `refused`, of these the ones that
   * came too `late`, motions `replaced` by newer ones before their turn and those
   * too `stale` when it came,
   * `failsafes`, `outages` of the controller and the `resets` that they took,
   * `telemetry-dropped` because nobody fetched it, `writes` to
   * the car, `writes-skipped` because they would
   * have changed nothing, and `i2c-errors`.
   */
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", "Counters since READY",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * picarxsink::stop:
   *
   * Stops the car at once.
   *
   * Returns: whether there is a car to stop
   */
  signals[SIGNAL_STOP] =
      g_signal_new ("stop", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_STRUCT_OFFSET (GstEdgePicarxSinkClass, stop), NULL, NULL, NULL,
      G_TYPE_BOOLEAN, 0);
  /**
   * picarxsink::move:
   * @direction: forward, backward, left or right
   * @speed: in percent
   *
   * As the command `move` of a sender without a name.
   *
   * Returns: FALSE if direction or speed are no good or there is no car
   */
  signals[SIGNAL_MOVE] =
      g_signal_new ("move", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_STRUCT_OFFSET (GstEdgePicarxSinkClass, move), NULL, NULL, NULL,
      G_TYPE_BOOLEAN, 2, G_TYPE_STRING, G_TYPE_DOUBLE);
  /**
   * picarxsink::servo:
   * @pan: in degrees, -90 to 90
   * @tilt: in degrees, -35 to 65
   *
   * As the command `servo` of a sender without a name.
   *
   * Returns: FALSE if an angle is no number or there is no car
   */
  signals[SIGNAL_SERVO] =
      g_signal_new ("servo", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
      G_STRUCT_OFFSET (GstEdgePicarxSinkClass, servo), NULL, NULL, NULL,
      G_TYPE_BOOLEAN, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class,
      &telemetry_template);
  gst_element_class_set_static_metadata (element_class, "PiCar-X sink",
      "Sink/Hardware", "Drives a SunFounder PiCar-X (Robot HAT v4) by JSON "
      "commands, tells what it really does and stops it when nobody drives",
      "gst-plugins-edge maintainers <gst-plugins-edge@example.com>");
  gst_type_mark_as_plugin_api (gst_picarx_bad_input_get_type (), 0);

  element_class->change_state = gst_edge_picarx_sink_change_state;
  element_class->request_new_pad = gst_edge_picarx_sink_request_new_pad;
  element_class->release_pad = gst_edge_picarx_sink_release_pad;
  sink_class->event = gst_edge_picarx_sink_event;
  sink_class->render = gst_edge_picarx_sink_render;
  klass->stop = gst_edge_picarx_sink_stop_car;
  klass->move = gst_edge_picarx_sink_move_car;
  klass->servo = gst_edge_picarx_sink_move_camera;
}

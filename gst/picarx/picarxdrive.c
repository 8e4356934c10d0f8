/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxdrive.h"

#include <string.h>

typedef enum
{
  ESTOP_FREE,
  ESTOP_LATCHED,
  ESTOP_CLEARED,                /* waits for a neutral command */
} EstopState;

/* Motion and servo commands are counted apart from take, release and clear. */
typedef enum
{
  COUNT_MOTION,
  COUNT_CONTROL,
  N_COUNTS
} Count;

typedef struct
{
  gchar *name;
  gint64 highest[N_COUNTS];
  gboolean seen[N_COUNTS];
} Sender;

struct _PicarxDrive
{
  gint64 driver_timeout;        /* microseconds, 0 = none */
  gboolean take_over;
  EstopState estop;
  gchar *driver;                /* NULL = nobody */
  gint64 heard;                 /* when he last said something */
  GQueue senders;               /* of Sender; the last heard comes first */
};

PicarxDrive *
picarx_drive_new (guint driver_timeout, gboolean take_over)
{
  PicarxDrive *self = g_new0 (PicarxDrive, 1);

  self->driver_timeout = driver_timeout * G_GINT64_CONSTANT (1000);
  self->take_over = take_over;
  g_queue_init (&self->senders);
  return self;
}

static void
sender_free (Sender * sender)
{
  g_free (sender->name);
  g_free (sender);
}

void
picarx_drive_free (PicarxDrive * self)
{
  g_queue_clear_full (&self->senders, (GDestroyNotify) sender_free);
  g_free (self->driver);
  g_free (self);
}

static gboolean
is_driver (PicarxDrive * self, const gchar * name)
{
  return self->driver != NULL && g_str_equal (self->driver, name);
}

static gint
compare_name (gconstpointer sender, gconstpointer name)
{
  return strcmp (((const Sender *) sender)->name, name);
}

/* A flood of invented names pushes out the sender not heard for longest, but
 * never the driver. */
static void
forget_oldest (PicarxDrive * self)
{
  for (GList * l = self->senders.tail; l != NULL; l = l->prev) {
    Sender *sender = l->data;

    if (!is_driver (self, sender->name)) {
      g_queue_delete_link (&self->senders, l);
      sender_free (sender);
      return;
    }
  }
}

static Sender *
find_sender (PicarxDrive * self, const gchar * name)
{
  GList *l = g_queue_find_custom (&self->senders, name, compare_name);

  if (l != NULL) {
    g_queue_unlink (&self->senders, l);
    g_queue_push_head_link (&self->senders, l);
    return l->data;
  }
  if (self->senders.length >= PICARX_MAX_SENDERS)
    forget_oldest (self);

  Sender *sender = g_new0 (Sender, 1);
  sender->name = g_strdup (name);
  g_queue_push_head (&self->senders, sender);
  return sender;
}

/* TRUE if the command is newer than all of its sender's before it. */
static gboolean
is_new (PicarxDrive * self, const PicarxTicket * ticket, Count count)
{
  if (!ticket->has_seq)
    return TRUE;

  Sender *sender = find_sender (self, ticket->from);
  if (sender->seen[count] && ticket->seq <= sender->highest[count])
    return FALSE;
  sender->seen[count] = TRUE;
  sender->highest[count] = ticket->seq;
  return TRUE;
}

static void
set_driver (PicarxDrive * self, const gchar * name)
{
  if (name != NULL && is_driver (self, name))
    return;
  g_free (self->driver);
  self->driver = g_strdup (name);
}

gint64
picarx_drive_deadline (PicarxDrive * self)
{
  if (self->driver == NULL || self->driver_timeout == 0)
    return G_MAXINT64;
  return self->heard + self->driver_timeout;
}

const gchar *
picarx_drive_driver (PicarxDrive * self, gint64 now)
{
  if (now >= picarx_drive_deadline (self))
    set_driver (self, NULL);
  return self->driver;
}

gboolean
picarx_drive_estop (PicarxDrive * self)
{
  return self->estop != ESTOP_FREE;
}

static PicarxVerdict
refuse (PicarxRefused why)
{
  return (PicarxVerdict) {
  .refused = why};
}

static PicarxVerdict
judge_stop (PicarxDrive * self, const PicarxCommand * command)
{
  gboolean fresh = is_new (self, &command->ticket, COUNT_MOTION);
  gboolean may_drive = self->driver == NULL
      || is_driver (self, command->ticket.from);

  if (command->action == PICARX_ACTION_ESTOP)
    self->estop = ESTOP_LATCHED;
  else if (self->estop == ESTOP_CLEARED && fresh && may_drive)
    self->estop = ESTOP_FREE;
  return (PicarxVerdict) {
  .stop = TRUE};
}

static PicarxVerdict
judge_move (PicarxDrive * self, const PicarxCommand * command, gint64 now)
{
  const gchar *from = command->ticket.from;
  gboolean neutral = picarx_command_is_neutral (command);
  gboolean may_drive = self->driver == NULL || is_driver (self, from);

  if (!is_new (self, &command->ticket, COUNT_MOTION))
    return refuse (PICARX_REFUSED_SEQ);
  if (command->ticket.late)
    return (PicarxVerdict) {
    .refused = PICARX_REFUSED_AGE,.stop = neutral && may_drive};
  if (!may_drive)
    return refuse (PICARX_REFUSED_DRIVER);
  if (self->estop == ESTOP_CLEARED && neutral)
    self->estop = ESTOP_FREE;
  if (self->estop != ESTOP_FREE)
    return refuse (PICARX_REFUSED_ESTOP);
  /* A resting stick must not keep the wheel from those who want to drive. */
  if (self->driver == NULL && !neutral) {
    set_driver (self, from);
    self->heard = now;
  }
  return (PicarxVerdict) {
  .move = TRUE,.look = command->has_pan || command->has_tilt};
}

static PicarxVerdict
judge_servo (PicarxDrive * self, const PicarxCommand * command)
{
  if (!is_new (self, &command->ticket, COUNT_MOTION))
    return refuse (PICARX_REFUSED_SEQ);
  if (command->ticket.late)
    return refuse (PICARX_REFUSED_AGE);
  if (self->driver != NULL && !is_driver (self, command->ticket.from))
    return refuse (PICARX_REFUSED_DRIVER);
  return (PicarxVerdict) {
  .look = TRUE};
}

/* take, release, clear */
static PicarxVerdict
judge_control (PicarxDrive * self, const PicarxCommand * command, gint64 now)
{
  const gchar *from = command->ticket.from;
  gboolean driven = self->driver != NULL;
  gboolean mine = is_driver (self, from);
  gboolean may_drive = !driven || mine || self->take_over;
  PicarxVerdict verdict = { PICARX_REFUSED_NOT };

  if (!is_new (self, &command->ticket, COUNT_CONTROL))
    return refuse (PICARX_REFUSED_SEQ);
  if (command->action == PICARX_ACTION_RELEASE) {
    if (mine) {
      set_driver (self, NULL);
      verdict.stop = TRUE;
    }
    return verdict;
  }
  if (!may_drive)
    return refuse (PICARX_REFUSED_DRIVER);
  if (command->action == PICARX_ACTION_TAKE) {
    /* Nothing that the one before ordered goes on. */
    verdict.stop = driven && !mine;
    set_driver (self, from);
    self->heard = now;
  } else if (self->estop == ESTOP_LATCHED) {
    self->estop = ESTOP_CLEARED;
  }
  return verdict;
}

PicarxVerdict
picarx_drive_judge (PicarxDrive * self, const PicarxCommand * command,
    gint64 now)
{
  /* First of all, lest one come back from a silence into his old place. */
  const gchar *driver = picarx_drive_driver (self, now);
  gboolean from_driver = driver != NULL
      && g_str_equal (driver, command->ticket.from);
  PicarxVerdict verdict;

  switch (command->action) {
    case PICARX_ACTION_STOP:
    case PICARX_ACTION_ESTOP:
      verdict = judge_stop (self, command);
      break;
    case PICARX_ACTION_MOVE:
      verdict = judge_move (self, command, now);
      break;
    case PICARX_ACTION_SERVO:
      verdict = judge_servo (self, command);
      break;
    default:
      verdict = judge_control (self, command, now);
      break;
  }
  /* A copy of something old is no sign of life. */
  if (from_driver && verdict.refused != PICARX_REFUSED_SEQ
      && verdict.refused != PICARX_REFUSED_AGE)
    self->heard = now;
  return verdict;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* How a command leaves the page: by the data channels, else by MQTT (a guest has
 * no MQTT for commands: the topic is null).
 *
 * One counter for both ways, so that the robot can drop what is late or double.
 * A stop leaves by both: whichever arrives first is obeyed, the other is harmless. */

(() => {
  'use strict';

  class Commands {
    constructor ({ id, topic, lanes, broker, clock }) {
      Object.assign (this, { id, topic, lanes, broker, clock });
      this.seq = Date.now ();
      this.lastPath = 'none';
      this.counts = { channel: 0, mqtt: 0, lost: 0 };
    }

    /* The way a motion would take now. */
    get path () {
      return this.lanes.usable (this.lanes.control) ? 'channel' :
        this.topic && this.broker.connected ? 'mqtt' : 'none';
    }

    frame (command, answer) {
      const object = { ...command, from: this.id, seq: ++this.seq };
      /* So that it moves nothing if it is held up on the way. */
      const { stamp } = this.clock;
      if (stamp !== null)
        object.at = stamp;
      if (answer)
        object.id = `${this.id}-${this.seq}`;
      return object;
    }

    note (path) {
      this.lastPath = path;
      this.counts[path === 'none' ? 'lost' : path]++;
      return path !== 'none';
    }

    byMqtt (object, qos) {
      return this.topic !== null && this.broker.publish (this.topic, object, { qos, expiry: 2 });
    }

    /* Moves and servos: the newest counts, a lost one is followed by the next. */
    motion (command, { answer = false } = {}) {
      const object = this.frame (command, answer);
      return this.note (this.lanes.sendMotion (object) ? 'channel' :
        this.byMqtt (object, 0) ? 'mqtt' : 'none');
    }

    /* take, clear, release, the stop after a clear, where the camera ends: sure. */
    once (command) {
      const object = this.frame (command, true);
      return this.note (this.lanes.send (object) ? 'channel' :
        this.byMqtt (object, 1) ? 'mqtt' : 'none');
    }

    /* stop, estop: by every way there is. */
    urgent (command) {
      const object = this.frame (command, true);
      const channel = this.lanes.send (object);
      const mqtt = this.byMqtt (object, 1);
      return this.note (channel ? 'channel' : mqtt ? 'mqtt' : 'none');
    }
  }

  edge.Commands = Commands;
}) ();

# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
# Where picture and sound come from and which robot is driven: what is found, or
# what is made up. Sets $picture, $sound and $robot, pieces of a pipeline, and
# $camera, the source itself, empty if there is none.
# shellcheck disable=SC2154

size=width=640,height=480
format=video/x-raw,format=I420,$size,framerate=30/1
picture=() sound=() robot=() camera=''

on_raspberry_pi() { grep -qs 'Raspberry Pi' /proc/device-tree/model; }

take_video() {
  echo "   picture and sound: $video, again and again"
  works filesrc "location=$video" ! decodebin ! video/x-raw ! fakesink num-buffers=1 ||
    fail "$video holds no picture that GStreamer can play"
  # A player of its own writes raw frames into pipes. At the end of the file
  # only the player starts anew; compositor keeps the picture up until then. It
  # takes no frame without a time stamp, as frames are that come before the
  # clock runs: videorate drops those.
  mkfifo "$folder/picture" "$folder/sound"
  exec {frames}<>"$folder/picture" {samples}<>"$folder/sound"
  play=(filesrc "location=$video" ! decodebin name=file
    file. ! queue ! videoconvert ! videoscale add-borders=true ! videorate !
    "$format,pixel-aspect-ratio=1/1" ! fdsink "fd=$frames" sync=true)
  picture=(fdsrc "fd=$frames" do-timestamp=true ! rawvideoparse format=i420
    width=640 height=480 framerate=30/1 ! videorate drop-only=true ! queue !
    compositor force-live=true ! "$format")
  sound=(audiotestsrc is-live=true wave=silence)
  if works filesrc "location=$video" ! decodebin ! audio/x-raw ! fakesink num-buffers=1; then
    play+=(file. ! queue ! audioconvert ! audioresample !
      audio/x-raw,format=S16LE,rate=48000,channels=2 ! fdsink "fd=$samples" sync=true)
    sound=(fdsrc "fd=$samples" do-timestamp=true ! rawaudioparse format=pcm
      pcm-format=s16le sample-rate=48000 num-channels=2)
  fi
  (
    trap 'kill "$player"; exit' TERM
    while kill -0 $$ && { gst-launch-1.0 -q --no-position "${play[@]}" & player=$!; wait "$player"; }
    do :; done
  ) & feeder=$!
}

take_camera() {
  local try node
  if on_raspberry_pi; then
    examples/install-packages camera
    for try in "video/x-raw,format=NV12,$size,framerate=30/1,colorimetry=bt709,interlace-mode=progressive" \
        video/x-raw; do
      works libcamerasrc ! "$try" ! fakesink num-buffers=1 || continue
      echo "   picture: the camera that libcamera found"
      camera=libcamerasrc
      picture=(libcamerasrc ! "$try" ! videoconvert ! videoscale ! "video/x-raw,$size")
      return
    done
  fi
  for node in /dev/video*; do
    for try in "video/x-raw,$size,framerate=30/1" "image/jpeg,$size" video/x-raw image/jpeg; do
      works v4l2src "device=$node" num-buffers=1 ! "$try" ! fakesink || continue
      echo "   picture: $node"
      camera="v4l2src device=$node"
      picture=(v4l2src "device=$node" ! "$try" ! decodebin ! videoconvert ! videoscale ! "video/x-raw,$size")
      return
    done
  done
}

find_sources() {
  [ -z "$video" ] || take_video
  [ -n "$video$simulate" ] || take_camera
  if [ ${#picture[@]} -eq 0 ]; then
    echo "   picture: no camera that can capture, so a test picture with a clock"
    picture=(videotestsrc is-live=true pattern=pinwheel horizontal-speed=2
      foreground-color=0xff3d7ea6 background-color=0xff1d3557 ! "$format" !
      clockoverlay "time-format=%H:%M:%S" halignment=center valignment=center
      shaded-background=true "font-desc=Sans Bold 36" !
      timeoverlay halignment=center valignment=position ypos=0.62 "font-desc=Monospace 18")
  fi
  if [ ${#sound[@]} -eq 0 ]; then
    if [ -z "$simulate" ] && compgen -G '/dev/snd/pcm*c' >/dev/null &&
      works alsasrc num-buffers=1 ! fakesink
    then
      echo "   sound: the microphone (ALSA's default)"
      sound=(alsasrc)
    else
      echo "   sound: no microphone, so a quiet tick"
      sound=(audiotestsrc is-live=true wave=ticks volume=0.1)
    fi
  fi
  # Only a Raspberry Pi: on another computer /dev/i2c-1 leads to its own chips.
  if [ -z "$simulate" ] && [ -e /dev/i2c-1 ] && on_raspberry_pi; then
    echo "   robot: the Robot HAT on /dev/i2c-1 (--simulate if there is none)"
    robot=(i2c-device=/dev/i2c-1)
  else
    echo "   robot: no Robot HAT, so a simulated one"
    robot=(i2c-device=simulated)
  fi
}

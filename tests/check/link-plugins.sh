#!/bin/sh
# link-plugins.sh FOLDER PLUGINDIR: fill FOLDER with links to those system
# plugins that the tests use. One that is not installed is left out.
set -eu
folder=$1 from=$2
mkdir -p "$folder"
for name in alaw app audioconvert audioresample audiotestsrc autodetect \
    coreelements coretracers dtls inter jpeg mulaw nice openh264 opus \
    opusparse overlaycomposition pango playback rtp rtpmanager rtpmanagerbad sctp srtp \
    typefindfunctions videoconvertscale videofilter videoparsersbad videorate \
    videotestsrc vpx webrtc x264; do
  file=$from/libgst$name.so
  if [ -e "$file" ]; then ln -sf "$file" "$folder/"; fi
done

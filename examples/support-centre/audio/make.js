/** Writes hold.wav: 400 ms of a soft tone, 16 kHz, mono, 16-bit PCM. `node audio/make.js` */

import { writeFileSync } from 'node:fs';

const RATE = 16_000;
const samples = Math.round(RATE * 0.4);
const wav = Buffer.alloc(44 + samples * 2);
wav.write('RIFF', 0);
wav.writeUInt32LE(36 + samples * 2, 4);
wav.write('WAVEfmt ', 8);
wav.writeUInt32LE(16, 16);
wav.writeUInt16LE(1, 20);
wav.writeUInt16LE(1, 22);
wav.writeUInt32LE(RATE, 24);
wav.writeUInt32LE(RATE * 2, 28);
wav.writeUInt16LE(2, 32);
wav.writeUInt16LE(16, 34);
wav.write('data', 36);
wav.writeUInt32LE(samples * 2, 40);
for (let index = 0; index < samples; index++) {
  const fade = Math.sin((Math.PI * index) / samples);
  wav.writeInt16LE(Math.round(6000 * fade * Math.sin((2 * Math.PI * 440 * index) / RATE)), 44 + index * 2);
}
writeFileSync(new URL('hold.wav', import.meta.url), wav);

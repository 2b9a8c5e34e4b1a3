import type { PrivacyMask } from '#shared/sensing/mask.ts';

/** The picture of a video as a JPEG, covered where it is to be covered; null where it cannot be read (another host without CORS). */
export async function snapshotOf(
  video: HTMLVideoElement,
  masks: readonly PrivacyMask[],
): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const pen = canvas.getContext('2d');
  if (!pen || canvas.width === 0) return null;
  pen.drawImage(video, 0, 0);
  pen.fillStyle = '#000';
  for (const [x, y, w, h] of masks)
    pen.fillRect(x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height);
  try {
    return await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  } catch {
    return null;
  }
}

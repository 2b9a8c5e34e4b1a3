import { isFileType } from '#shared/evidence/file.ts';

/** Longest side of a photo that is sent; enough to read a number plate across a street. */
export const longestSide = 2_048;
const quality = 0.86;

/** Width and height of a picture that fits, in its proportions. */
export function fitting(
  width: number,
  height: number,
  longest = longestSide,
): [width: number, height: number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * A large photo as a smaller JPEG, and a picture of a kind the server does not take (HEIC) as a JPEG where the browser can read
 * it. Everything else, and what cannot be read, stays as it is: the server has the last word.
 */
export async function reducePhoto(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/')) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  try {
    const [width, height] = fitting(picture.width, picture.height);
    if (width === picture.width && isFileType(file.type)) return file;
    return (await drawn(picture, width, height)) ?? file;
  } finally {
    picture.close();
  }
}

async function drawn(picture: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const brush = canvas.getContext('2d');
  if (!brush) return null;
  // What was transparent would be black in a JPEG.
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, width, height);
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(picture, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
}

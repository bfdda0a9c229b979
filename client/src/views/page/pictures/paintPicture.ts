// Paints a picture on a canvas.
import { dashes, font, fontSize, type Picture } from './picture.ts';

/** Paints it on a context that is scaled already. */
export function paint(context: CanvasRenderingContext2D, { shapes }: Picture): void {
  context.textBaseline = 'middle';
  for (const shape of shapes) {
    context.globalAlpha = ('opacity' in shape ? shape.opacity : undefined) ?? 1;
    if (shape.kind === 'box') {
      context.fillStyle = shape.fill;
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
    } else if (shape.kind === 'text') {
      context.font = `${shape.isBold ? 'bold ' : ''}${fontSize}px ${font}`;
      context.fillStyle = shape.fill;
      context.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start');
      context.fillText(shape.text, shape.x, shape.y);
    } else {
      context.strokeStyle = shape.stroke;
      context.lineWidth = shape.width;
      context.setLineDash(shape.isDashed ? dashes : []);
      context.beginPath();
      for (const [index, [x, y]] of shape.points.entries())
        if (index === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}
